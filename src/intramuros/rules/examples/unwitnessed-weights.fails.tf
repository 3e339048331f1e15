provider "aws" {
  region = "eu-central-1"
}
resource "aws_s3_bucket" "weights" {
  bucket = "example-clinic-weights"
  tags   = { data-classification = "weights" }
}
resource "aws_s3_bucket" "trail" {
  bucket = "example-clinic-trail"
}
resource "aws_cloudtrail" "main" {
  name                  = "main"
  s3_bucket_name        = aws_s3_bucket.trail.id
  is_multi_region_trail = true
  event_selector {
    read_write_type = "WriteOnly"
    data_resource {
      type   = "AWS::S3::Object"
      values = ["${aws_s3_bucket.weights.arn}/"]
    }
  }
}
