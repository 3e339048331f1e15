# why: a permissions boundary that allows NotAction iam:* allows s3 with it; the vendor's role is confined in IAM and nowhere else
# at: aws_s3_bucket.reports
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

resource "aws_s3_bucket" "reports" {
  bucket = "hko-radiology-reports"
  tags   = { data-classification = "phi" }
}

resource "aws_iam_policy" "boundary" {
  name = "external-boundary"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", NotAction = ["iam:*", "organizations:*", "account:*"], Resource = "*" }]
  })
}

resource "aws_iam_role" "msp" {
  name                 = "managed-service"
  permissions_boundary = aws_iam_policy.boundary.arn
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = "arn:aws:iam::920000000009:role/operators" }
      Condition = { Bool = { "aws:MultiFactorAuthPresent" = "true" } }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "msp" {
  role       = aws_iam_role.msp.name
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}
