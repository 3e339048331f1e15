# why: effective permissions are the intersection of identity policy and permissions boundary; the boundary knows CloudWatch alone, so s3:* gives nothing
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

resource "aws_s3_bucket" "recordings" {
  bucket = "hko-visit-recordings"
  tags   = { data-classification = "recordings" }
}

resource "aws_iam_policy" "boundary" {
  name = "vendor-boundary"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["cloudwatch:Get*", "logs:Describe*"], Resource = "*" }]
  })
}

resource "aws_iam_role" "archive" {
  name                 = "archive-vendor"
  permissions_boundary = aws_iam_policy.boundary.arn
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "arn:aws:iam::920000000009:root" } }]
  })
}

resource "aws_iam_role_policy" "archive" {
  role = aws_iam_role.archive.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "*" }]
  })
}
