# why: cloudformation:UpdateStack is granted on stacks whose names begin with dev-, and the production stack with its role is none of them
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
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "cloudformation.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "app" {
  role = aws_iam_role.app.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "${aws_s3_bucket.records.arn}/*" }]
  })
}

resource "aws_cloudformation_stack" "ehr" {
  name         = "ehr-prod"
  iam_role_arn = aws_iam_role.app.arn
  template_body = jsonencode({ Resources = { Topic = { Type = "AWS::SNS::Topic" } } })
  tags         = { env = "prod" }
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
      Action   = ["cloudformation:UpdateStack", "cloudformation:DescribeStacks"]
      Resource = "arn:aws:cloudformation:eu-central-1:410000000001:stack/dev-*/*"
    }]
  })
}
