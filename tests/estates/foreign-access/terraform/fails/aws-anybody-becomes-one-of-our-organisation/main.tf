# why: the bucket admits everyone of our organisation, so it is not public; but any account assumes the role, and is of our organisation then.
# at: aws_s3_bucket.reports
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["402118835517"]
}

resource "aws_s3_bucket" "reports" {
  bucket = "clinique-reports"
  tags   = { data-classification = "phi" }
}

resource "aws_s3_bucket_policy" "reports" {
  bucket = aws_s3_bucket.reports.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "s3:GetObject"
      Resource  = "${aws_s3_bucket.reports.arn}/*"
      Condition = { StringEquals = { "aws:PrincipalOrgID" = "o-clinique123" } }
    }]
  })
}

resource "aws_iam_role" "guests" {
  name = "guests"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "*" }, Action = "sts:AssumeRole" }]
  })
}
