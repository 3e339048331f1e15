# why: an explicit deny for every request that does not come through the VPC endpoint wins over the allow for everyone.
# at: aws_s3_bucket.records
provider "aws" {
  region = "eu-central-1"
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id            = "vpc-0f2d1c3b4a5968770"
  service_name      = "com.amazonaws.eu-central-1.s3"
  vpc_endpoint_type = "Gateway"
}

resource "aws_s3_bucket" "records" {
  bucket = "ehr-export"
  tags   = { data-classification = "records" }
}

data "aws_iam_policy_document" "records" {
  statement {
    sid       = "Read"
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.records.arn}/*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
  statement {
    sid       = "OnlyThroughTheEndpoint"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.records.arn, "${aws_s3_bucket.records.arn}/*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "StringNotEquals"
      variable = "aws:SourceVpce"
      values   = [aws_vpc_endpoint.s3.id]
    }
  }
}

resource "aws_s3_bucket_policy" "records" {
  bucket = aws_s3_bucket.records.id
  policy = data.aws_iam_policy_document.records.json
}
