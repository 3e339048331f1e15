# why: the excluded prefix `…:::gewichte/` names another bucket: the slash ends its name, and `gewichte-prod` is recorded
# at: aws_s3_bucket.prod
resource "aws_s3_bucket" "prod" {
  bucket = "gewichte-prod"
}

resource "aws_s3_bucket" "trail" {
  bucket = "mhh-trail"
}

locals {
  fields = {
    eventCategory    = ["Data"]
    "resources.type" = ["AWS::S3::Object"]
  }
}

resource "aws_cloudtrail" "data" {
  name                  = "mhh-data"
  s3_bucket_name        = aws_s3_bucket.trail.id
  is_multi_region_trail = true

  advanced_event_selector {
    name = "objects"
    dynamic "field_selector" {
      for_each = local.fields
      content {
        field  = field_selector.key
        equals = field_selector.value
      }
    }
    field_selector {
      field           = "resources.ARN"
      not_starts_with = ["arn:aws:s3:::gewichte/", "arn:aws:s3:::mhh-trail/"]
    }
  }
}
