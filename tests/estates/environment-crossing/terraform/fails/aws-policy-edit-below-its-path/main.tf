# why: the ARN of a managed policy holds its path, so `policy/sandbox/*` covers the very policy that binds the developer, who may rewrite it
# at: aws_s3_bucket.records
provider "aws" {
  region = "eu-central-1"
}

resource "aws_s3_bucket" "records" {
  bucket = "hko-patient-records"
  tags   = { data-classification = "phi", env = "prod" }
}

resource "aws_iam_role" "dev" {
  name = "dev-workbench"
  tags = { env = "dev" }
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "codebuild.amazonaws.com" } }]
  })
}

data "aws_iam_policy_document" "dev" {
  statement {
    actions   = ["iam:CreatePolicyVersion", "iam:ListPolicies"]
    resources = ["arn:aws:iam::*:policy/sandbox/*"]
  }
}

resource "aws_iam_policy" "dev" {
  name   = "workbench"
  path   = "/sandbox/"
  policy = data.aws_iam_policy_document.dev.json
}

resource "aws_iam_role_policy_attachment" "dev" {
  role       = aws_iam_role.dev.name
  policy_arn = aws_iam_policy.dev.arn
}
