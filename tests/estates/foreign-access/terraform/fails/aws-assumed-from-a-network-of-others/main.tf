# why: any repository assumes the role; the read is denied outside a range that the charter does not know for its own, from which a stranger may call.
# at: aws_s3_bucket.reports
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["402118835517"]
}

resource "aws_iam_openid_connect_provider" "github" {
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}

resource "aws_iam_role" "release" {
  name = "release"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = aws_iam_openid_connect_provider.github.arn }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = { StringLike = { "token.actions.githubusercontent.com:sub" = "repo:*:ref:refs/heads/main" } }
    }]
  })
}

resource "aws_iam_role_policy" "release" {
  role   = aws_iam_role.release.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "*" }] })
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
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = "${aws_s3_bucket.reports.arn}/*"
      Condition = { NotIpAddress = { "aws:SourceIp" = ["198.51.100.0/24"] } }
    }]
  })
}
