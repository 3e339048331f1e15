# why: whom the production role trusts is a variable without a value: it may be the tester, or everyone
# at: aws_s3_bucket.weights
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

variable "trusted" {
  type = string
}

resource "aws_s3_bucket" "weights" {
  bucket = "hko-clinical-llm"
  tags   = { data-classification = "weights", env = "prod" }
}

resource "aws_iam_role" "serving" {
  name = "llm-serving"
  tags = { env = "prod" }
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = var.trusted } }]
  })
}

resource "aws_iam_role_policy" "serving" {
  role = aws_iam_role.serving.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "${aws_s3_bucket.weights.arn}/*" }]
  })
}

resource "aws_iam_user" "tester" {
  name = "tester"
  tags = { env = "dev" }
}
