# why: a role whose trust policy admits anybody is a named door, told by foreign-access; the bucket itself is open to nobody who does not become that role
# at: aws_s3_bucket.weights
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

resource "aws_s3_bucket" "weights" {
  bucket = "hko-clinical-llm"
  tags   = { data-classification = "weights" }
}

resource "aws_iam_role" "integration" {
  name = "integration"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = "*" }
      Condition = { StringEquals = { "sts:ExternalId" = "hko-integration" } }
    }]
  })
}

resource "aws_iam_role_policy" "integration" {
  role = aws_iam_role.integration.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["s3:GetObject"], Resource = "${aws_s3_bucket.weights.arn}/*" }]
  })
}
