# why: the trail selects all objects of all buckets, but enable_logging = false: it exists and writes nothing
# at: aws_s3_bucket.weights
variable "trail_active" {
  type    = bool
  default = false
}

resource "aws_s3_bucket" "weights" {
  bucket = "rbk-weights"
}

resource "aws_s3_bucket" "trail" {
  bucket = "rbk-trail"
}

resource "aws_cloudtrail" "main" {
  name                  = "rbk"
  s3_bucket_name        = aws_s3_bucket.trail.id
  is_multi_region_trail = true
  enable_logging        = var.trail_active

  event_selector {
    data_resource {
      type   = "AWS::S3::Object"
      values = ["arn:aws:s3"]
    }
  }
}
