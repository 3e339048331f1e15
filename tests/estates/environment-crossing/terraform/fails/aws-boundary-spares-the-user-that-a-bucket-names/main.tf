# why: a bucket policy that names a user of the same account is not limited by the implicit deny of the user's boundary.
# at: aws_s3_bucket.letters
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["402118835517"]
}

resource "aws_iam_policy" "limit" {
  name   = "limit"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "cloudwatch:*", Resource = "*" }] })
}

resource "aws_iam_user" "tester" {
  name                 = "tester"
  permissions_boundary = aws_iam_policy.limit.arn
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
    Statement = [{ Effect = "Allow", Principal = { AWS = aws_iam_user.tester.arn }, Action = "s3:GetObject", Resource = "${aws_s3_bucket.letters.arn}/*" }]
  })
}
