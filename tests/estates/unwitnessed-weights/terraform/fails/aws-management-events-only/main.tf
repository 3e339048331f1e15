# why: a trail without selectors records management events; GetObject is a data event and is not among them
# at: aws_s3_bucket.weights
resource "aws_s3_bucket" "weights" {
  bucket = "ksk-weights"
}

resource "aws_s3_bucket" "trail" {
  bucket = "ksk-trail"
}

resource "aws_cloudtrail" "main" {
  name                          = "ksk"
  s3_bucket_name                = aws_s3_bucket.trail.id
  include_global_service_events = true
  is_multi_region_trail         = true
  enable_log_file_validation    = true
}
