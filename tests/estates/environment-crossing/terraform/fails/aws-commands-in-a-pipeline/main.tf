# why: the Commands action of a pipeline runs shell commands with the role that the pipeline was given
# at: aws_s3_bucket.records
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

resource "aws_s3_bucket" "records" {
  bucket = "hko-patient-records"
  tags   = { data-classification = "phi", env = "prod" }
}

resource "aws_iam_role" "app" {
  name = "ehr-app"
  tags = { env = "prod" }
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "codepipeline.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "app" {
  role = aws_iam_role.app.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "${aws_s3_bucket.records.arn}/*" }]
  })
}

resource "aws_iam_user" "dev" {
  name = "dev-support"
  tags = { env = "dev" }
}

resource "aws_iam_user_policy" "dev" {
  user = aws_iam_user.dev.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["iam:PassRole", "codepipeline:CreatePipeline"]
      Resource = "*"
    }]
  })
}
