# why: a Kinesis video stream keeps the recordings of visits for its retention time, so it is a store as a bucket is; a team tag classifies nothing.
# at: aws_kinesis_video_stream.visits
provider "aws" {
  region = "eu-central-1"
}

resource "aws_s3_bucket" "site" {
  bucket = "klinik-website"
  tags   = { data-classification = "public" }
}

resource "aws_kinesis_video_stream" "visits" {
  name                    = "visit-recordings"
  data_retention_in_hours = 24
  tags                    = { team = "telehealth" }
}
