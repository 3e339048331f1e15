provider "aws" {
  region = "eu-central-1"
  default_tags {
    tags = { data-classification = "transcripts" }
  }
}

resource "aws_s3_bucket" "transcripts" {
  bucket = "clinic-transcripts"
}
