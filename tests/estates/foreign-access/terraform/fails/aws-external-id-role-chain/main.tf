# why: an ExternalId guards against confused deputies, it does not make the vendor's account one of ours; the role's policy matches the bucket by a wildcard
# at: aws_s3_bucket.sessions
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

resource "aws_s3_bucket" "sessions" {
  bucket = "hko-telehealth-sessions"
  tags   = { data-classification = "recordings", env = "prod" }
}

data "aws_iam_policy_document" "vendor_trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::920000000009:root"]
    }
    condition {
      test     = "StringEquals"
      variable = "sts:ExternalId"
      values   = ["hko-quality-2026"]
    }
  }
}

resource "aws_iam_role" "quality" {
  name               = "quality-vendor"
  assume_role_policy = data.aws_iam_policy_document.vendor_trust.json
}

data "aws_iam_policy_document" "quality" {
  statement {
    actions   = ["s3:Get*", "s3:List*"]
    resources = ["arn:aws:s3:::hko-*-sessions", "arn:aws:s3:::hko-*-sessions/*"]
  }
}

resource "aws_iam_policy" "quality" {
  name   = "quality-vendor-read"
  policy = data.aws_iam_policy_document.quality.json
}

resource "aws_iam_role_policy_attachment" "quality" {
  role       = aws_iam_role.quality.name
  policy_arn = aws_iam_policy.quality.arn
}
