# why: The trust policy would take tags, but the tester is not allowed to send any, and the role bears none itself.
# at: aws_s3_bucket.weights
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["480551203977"]
}

provider "aws" {
  alias               = "dev"
  region              = "eu-central-1"
  allowed_account_ids = ["480551203978"]
}

resource "aws_s3_bucket" "weights" {
  bucket = "klinikum-llm-weights"
  tags   = { data-classification = "weights" }
}

resource "aws_iam_role" "studies" {
  name = "studies"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::480551203978:root" }
      Action    = ["sts:AssumeRole", "sts:TagSession"]
    }]
  })
}

resource "aws_iam_role_policy" "studies" {
  role = aws_iam_role.studies.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "s3:GetObject"
      Resource  = "${aws_s3_bucket.weights.arn}/*"
      Condition = { StringEquals = { "aws:PrincipalTag/study" = "oncology" } }
    }]
  })
}

resource "aws_iam_user" "tester" {
  provider = aws.dev
  name     = "tester"
}

resource "aws_iam_user_policy" "tester" {
  provider = aws.dev
  user     = aws_iam_user.tester.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["sts:AssumeRole"], Resource = aws_iam_role.studies.arn }]
  })
}
