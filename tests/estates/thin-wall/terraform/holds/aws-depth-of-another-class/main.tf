# why: the charter asks two guards of weights; this bucket holds recordings, of which it asks one, and a missing grant is one
# at: aws_s3_bucket.recordings
resource "aws_s3_bucket" "recordings" {
  bucket = "klinik-session-recordings"
  tags   = { data-classification = "recordings", env = "prod" }
}

provider "aws" {
  region = "eu-west-1"
}
