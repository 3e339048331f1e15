# why: a bucket policy that names a role is limited by the implicit deny of the role's boundary (IAM User Guide, permissions boundaries, "resource-based policies").
# at: aws_s3_bucket.letters
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["402118835517"]
}

resource "aws_iam_policy" "limit" {
  name   = "limit"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "cloudwatch:*", Resource = "*" }] })
}

resource "aws_iam_role" "tester" {
  name                 = "tester"
  permissions_boundary = aws_iam_policy.limit.arn
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
  tags = { environment = "test" }
}

resource "aws_s3_bucket" "letters" {
  bucket = "clinique-letters"
  tags   = { data-classification = "phi" }
}

resource "aws_s3_bucket_policy" "letters" {
  bucket = aws_s3_bucket.letters.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = aws_iam_role.tester.arn }, Action = "s3:GetObject", Resource = "${aws_s3_bucket.letters.arn}/*" }]
  })
}
