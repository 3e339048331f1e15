# why: aws:ResourceTag/env confines the wide statement to secrets of development
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

resource "aws_secretsmanager_secret" "ehr" {
  for_each = toset(["prod", "dev"])
  name     = "${each.key}/ehr/database"
  tags     = { env = each.key }
}

resource "aws_iam_role" "dev" {
  name = "dev-pipeline"
  tags = { env = "dev" }
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "codebuild.amazonaws.com" } }]
  })
}

data "aws_iam_policy_document" "dev" {
  statement {
    actions   = ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"]
    resources = ["*"]
    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/env"
      values   = ["dev"]
    }
  }
}

resource "aws_iam_role_policy" "dev" {
  role   = aws_iam_role.dev.id
  policy = data.aws_iam_policy_document.dev.json
}
