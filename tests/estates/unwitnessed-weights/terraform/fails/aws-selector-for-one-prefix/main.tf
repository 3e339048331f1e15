# why: a basic data-event selector is an ARN prefix: `…/eval/` records reads of that folder alone, and the checkpoints beside it are read unseen
# at: aws_s3_bucket.models
resource "aws_s3_bucket" "models" {
  bucket = "klm-llm-store"
  tags   = { data-classification = "weights" }
}

resource "aws_s3_bucket" "trail" {
  bucket = "klm-cloudtrail"
}

resource "aws_cloudtrail" "main" {
  name                  = "klm-main"
  s3_bucket_name        = aws_s3_bucket.trail.id
  is_multi_region_trail = true

  event_selector {
    read_write_type           = "All"
    include_management_events = true

    data_resource {
      type   = "AWS::S3::Object"
      values = ["${aws_s3_bucket.models.arn}/eval/"]
    }
  }
}
