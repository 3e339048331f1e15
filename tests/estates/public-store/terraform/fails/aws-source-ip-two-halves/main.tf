# why: aws:SourceIp confines a statement only when its ranges are narrow; 0.0.0.0/1 and 128.0.0.0/1 together are the whole internet, and no access block is declared.
# at: aws_s3_bucket.weights
provider "aws" {
  region = "eu-central-1"
}

resource "aws_s3_bucket" "weights" {
  bucket = "klinikum-llm-weights"
  tags   = { data-classification = "weights" }
}

data "aws_iam_policy_document" "weights" {
  statement {
    sid       = "PullFromSites"
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.weights.arn}/*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "IpAddress"
      variable = "aws:SourceIp"
      values   = ["0.0.0.0/1", "128.0.0.0/1"]
    }
  }
}

resource "aws_s3_bucket_policy" "weights" {
  bucket = aws_s3_bucket.weights.id
  policy = data.aws_iam_policy_document.weights.json
}
