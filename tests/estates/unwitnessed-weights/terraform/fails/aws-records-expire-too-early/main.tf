# why: a lifecycle rule of the log bucket expires the records after 90 days, half of the 180 that the charter asks
# at: aws_s3_bucket.weights
resource "aws_s3_bucket" "weights" {
  bucket = "ukb-weights"
}

resource "aws_s3_bucket" "trail" {
  bucket = "ukb-trail"
}

resource "aws_s3_bucket_lifecycle_configuration" "trail" {
  bucket = aws_s3_bucket.trail.id
  rule {
    id     = "cost"
    status = "Enabled"
    filter {
      prefix = "AWSLogs/"
    }
    expiration {
      days = 90
    }
  }
}

resource "aws_cloudtrail" "main" {
  name                  = "ukb"
  s3_bucket_name        = aws_s3_bucket.trail.id
  is_multi_region_trail = true
  event_selector {
    read_write_type = "ReadOnly"
    data_resource {
      type   = "AWS::S3::Object"
      values = ["${aws_s3_bucket.weights.arn}/"]
    }
  }
}
