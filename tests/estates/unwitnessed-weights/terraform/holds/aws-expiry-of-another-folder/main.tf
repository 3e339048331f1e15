# why: the only rule that expires anything concerns the prefix `athena-results/`; records under `AWSLogs/` move to Glacier and stay
# at: aws_s3_bucket.weights
resource "aws_s3_bucket" "weights" {
  bucket = "diako-weights"
}

resource "aws_s3_bucket" "trail" {
  bucket = "diako-trail"
}

resource "aws_s3_bucket_lifecycle_configuration" "trail" {
  bucket = aws_s3_bucket.trail.id
  rule {
    id     = "athena"
    status = "Enabled"
    filter {
      prefix = "athena-results/"
    }
    expiration {
      days = 7
    }
  }
  rule {
    id     = "cold"
    status = "Enabled"
    filter {
      prefix = "AWSLogs/"
    }
    transition {
      days          = 30
      storage_class = "GLACIER"
    }
  }
}

resource "aws_cloudtrail" "main" {
  name                  = "diako"
  s3_bucket_name        = aws_s3_bucket.trail.id
  is_multi_region_trail = true
  event_selector {
    data_resource {
      type   = "AWS::S3::Object"
      values = ["${aws_s3_bucket.weights.arn}/"]
    }
  }
}
