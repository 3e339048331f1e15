# why: a grant stands beside the key policy and needs no identity policy; development's role decrypts by it
# at: aws_kms_key.records
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

resource "aws_iam_role" "dev" {
  name = "dev-pipeline"
  tags = { env = "dev" }
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "codebuild.amazonaws.com" } }]
  })
}

resource "aws_kms_key" "records" {
  tags   = { env = "prod" }
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = { AWS = "arn:aws:iam::410000000001:role/key-admin" }, Action = ["kms:Describe*", "kms:RevokeGrant"], Resource = "*" },
    ]
  })
}

resource "aws_kms_grant" "migration" {
  name              = "migration-2025"
  key_id            = aws_kms_key.records.key_id
  grantee_principal = aws_iam_role.dev.arn
  operations        = ["Decrypt", "GenerateDataKey"]
}
