# why: not_starts_with `…:::uke-llm-` leaves out every bucket whose name begins so, the weights among them; an exclusion wins over the type selector
# at: aws_s3_bucket.weights
resource "aws_s3_bucket" "weights" {
  bucket = "uke-llm-weights-prod"
}

resource "aws_s3_bucket" "audit" {
  bucket = "uke-audit"
}

resource "aws_cloudtrail" "org" {
  name                  = "uke-data-events"
  s3_bucket_name        = aws_s3_bucket.audit.id
  is_multi_region_trail = true

  advanced_event_selector {
    name = "S3 objects without scratch"
    field_selector {
      field  = "eventCategory"
      equals = ["Data"]
    }
    field_selector {
      field  = "resources.type"
      equals = ["AWS::S3::Object"]
    }
    field_selector {
      field           = "resources.ARN"
      not_starts_with = ["arn:aws:s3:::uke-llm-", "arn:aws:s3:::uke-scratch/"]
    }
  }
}
