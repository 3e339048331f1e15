# why: read_write_type WriteOnly records PutObject and DeleteObject; GetObject is a read event and is not recorded
# at: aws_s3_bucket.models
locals {
  recorded = [aws_s3_bucket.models, aws_s3_bucket.adapters]
}

resource "aws_s3_bucket" "models" {
  bucket = "hsk-model-store"
  tags   = { data-classification = "weights" }
}

resource "aws_s3_bucket" "adapters" {
  bucket = "hsk-adapters"
  tags   = { data-classification = "weights" }
}

resource "aws_s3_bucket" "trail" {
  bucket = "hsk-trail"
}

resource "aws_cloudtrail" "main" {
  name                  = "hsk"
  s3_bucket_name        = aws_s3_bucket.trail.bucket
  is_multi_region_trail = true

  event_selector {
    read_write_type = "WriteOnly"
    data_resource {
      type   = "AWS::S3::Object"
      values = [for b in local.recorded : "${b.arn}/"]
    }
  }
}
