# why: the production role's trust asks for aws:PrincipalTag/env = prod; the runner bears env = dev and no permission to change tags
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

resource "aws_s3_bucket" "training" {
  bucket = "hko-training-corpus"
  tags   = { data-classification = "training-data", env = "prod" }
}

resource "aws_iam_role" "data" {
  name = "prod-data"
  tags = { env = "prod" }
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = "arn:aws:iam::410000000001:root" }
      Condition = { StringEquals = { "aws:PrincipalTag/env" = "prod" } }
    }]
  })
}

resource "aws_iam_role_policy" "data" {
  role = aws_iam_role.data.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "${aws_s3_bucket.training.arn}/*" }]
  })
}

resource "aws_iam_role" "runner" {
  name = "dev-runner"
  tags = { env = "dev" }
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "runner" {
  role = aws_iam_role.runner.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Resource = "*" }]
  })
}
