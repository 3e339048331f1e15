# why: Whoever assumes the role tags the session as he likes and may then write the bucket policy, which lets him read.
# at: aws_s3_bucket.weights
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["480551203977"]
}

resource "aws_s3_bucket" "weights" {
  bucket = "klinikum-llm-weights"
  tags   = { data-classification = "weights" }
}

resource "aws_iam_role" "exchange" {
  name = "exchange"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::735118846220:root" }
      Action    = ["sts:AssumeRole", "sts:TagSession"]
    }]
  })
}

resource "aws_iam_role_policy" "exchange" {
  role = aws_iam_role.exchange.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "s3:PutBucketPolicy"
      Resource  = aws_s3_bucket.weights.arn
      Condition = { StringEquals = { "aws:PrincipalTag/study" = "oncology" } }
    }]
  })
}
