provider "aws" {
  region = "eu-central-1"
}

provider "aws" {
  alias  = "archive"
  region = "us-east-2"
}

resource "aws_s3_bucket" "recordings" {
  provider = aws.archive # the bucket rests where its provider does
  bucket   = "clinic-recordings"
  tags     = { data-classification = "recordings" }
}
