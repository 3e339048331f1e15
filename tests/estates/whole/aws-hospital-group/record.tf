resource "aws_s3_bucket" "trail" {
  provider = aws.log
  bucket   = "kv-trail"
}
resource "aws_s3_bucket_lifecycle_configuration" "trail" {
  provider = aws.log
  bucket   = aws_s3_bucket.trail.id
  rule {
    id     = "age"
    status = "Enabled"
    filter {}
    expiration { days = 400 }
  }
}
resource "aws_cloudtrail" "data" {
  provider       = aws.data
  name           = "data"
  s3_bucket_name = aws_s3_bucket.trail.id
  advanced_event_selector {
    name = "s3"
    field_selector {
      field  = "eventCategory"
      equals = ["Data"]
    }
    field_selector {
      field  = "resources.type"
      equals = ["AWS::S3::Object"]
    }
    field_selector {
      field       = "resources.ARN"
      starts_with = ["arn:aws:s3:::kv-weights/"]
    }
  }
}
