# why: ForAllValues holds where the key is absent, and the accounts of no organisation bear no aws:PrincipalOrgID: any of them assumes the role.
# at: aws_s3_bucket.reports
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["402118835517"]
}

resource "aws_s3_bucket" "reports" {
  bucket = "clinique-reports"
  tags   = { data-classification = "phi" }
}

resource "aws_iam_role" "guests" {
  name = "guests"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "*" }
      Action    = "sts:AssumeRole"
      Condition = { "ForAllValues:StringEquals" = { "aws:PrincipalOrgID" = "o-clinique123" } }
    }]
  })
}

resource "aws_iam_role_policy" "guests" {
  role   = aws_iam_role.guests.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "${aws_s3_bucket.reports.arn}/*" }] })
}
