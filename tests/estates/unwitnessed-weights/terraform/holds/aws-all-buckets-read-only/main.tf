# why: the prefix `arn:aws:s3` covers all objects of all buckets, and ReadOnly is just what downloads are; writes are not asked for
# at: aws_s3_bucket.weights
resource "aws_s3_bucket" "weights" {
  bucket = "aok-weights"
}

resource "aws_s3_bucket" "trail" {
  bucket = "aok-trail"
}

resource "aws_cloudtrail" "main" {
  name                  = "aok"
  s3_bucket_name        = aws_s3_bucket.trail.id
  is_multi_region_trail = true
  event_selector {
    read_write_type           = "ReadOnly"
    include_management_events = false
    data_resource {
      type   = "AWS::S3::Object"
      values = ["arn:aws:s3"]
    }
  }
}
