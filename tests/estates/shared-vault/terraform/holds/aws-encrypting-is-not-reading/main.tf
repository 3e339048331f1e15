# why: GenerateDataKey and Encrypt put data under the key, DescribeSecret and ListSecrets show names; none of them opens anything
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

resource "aws_kms_key" "records" {
  tags = { env = "prod" }
}

resource "aws_secretsmanager_secret" "ehr" {
  name       = "ehr/database"
  kms_key_id = aws_kms_key.records.arn
  tags       = { env = "prod" }
}

resource "aws_iam_role" "dev" {
  name = "dev-pipeline"
  tags = { env = "dev" }
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "codebuild.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "dev" {
  role = aws_iam_role.dev.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["kms:Encrypt", "kms:GenerateDataKey*", "kms:DescribeKey", "kms:ListAliases", "secretsmanager:DescribeSecret", "secretsmanager:ListSecrets", "secretsmanager:GetResourcePolicy"], Resource = "*" }]
  })
}
