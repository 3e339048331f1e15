provider "aws" {
  alias  = "archive"
  region = "us-east-2"
}
resource "aws_s3_bucket" "recordings" {
  provider = aws.archive
  bucket   = "clinic-recordings"
}
