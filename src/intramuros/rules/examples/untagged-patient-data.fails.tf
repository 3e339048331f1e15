provider "aws" {
  region = "eu-central-1"
}

resource "aws_s3_bucket" "transcripts" {
  bucket = "clinic-transcripts" # the name says what it holds, no tag does

  tags = {
    environment = "production"
  }
}
