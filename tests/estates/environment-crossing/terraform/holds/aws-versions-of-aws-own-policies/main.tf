# why: policies below `iam::aws:` belong to AWS and take no new versions; the developer's own policy bears his account's number, whatever that is
# at: aws_s3_bucket.records
provider "aws" {
  region = "eu-central-1"
}

resource "aws_s3_bucket" "records" {
  bucket = "hko-patient-records"
  tags   = { data-classification = "phi", env = "prod" }
}

resource "aws_iam_user" "dev" {
  name = "dev-workbench"
  tags = { env = "dev" }
}

resource "aws_iam_access_key" "dev" {
  user = aws_iam_user.dev.name
}

resource "aws_iam_policy" "dev" {
  name = "workbench-versions"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "iam:CreatePolicyVersion", Resource = "arn:aws:iam::aws:policy/workbench-*" }]
  })
}

resource "aws_iam_user_policy_attachment" "dev" {
  user       = aws_iam_user.dev.name
  policy_arn = aws_iam_policy.dev.arn
}
