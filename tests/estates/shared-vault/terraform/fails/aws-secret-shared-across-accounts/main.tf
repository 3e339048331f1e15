# why: secret policy and key policy both admit the development account's role, and across accounts our side is these two documents
# at: aws_secretsmanager_secret.gateway
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

locals {
  deployer = "arn:aws:iam::410000000002:role/deployer"
}

data "aws_iam_policy_document" "key" {
  statement {
    actions   = ["kms:*"]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::410000000001:root"]
    }
  }
  statement {
    actions   = ["kms:Decrypt"]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = [local.deployer]
    }
    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["secretsmanager.eu-central-1.amazonaws.com"]
    }
  }
}

resource "aws_kms_key" "secrets" {
  policy = data.aws_iam_policy_document.key.json
}

resource "aws_secretsmanager_secret" "gateway" {
  name       = "gateway/hmac"
  kms_key_id = aws_kms_key.secrets.arn
}

resource "aws_secretsmanager_secret_policy" "gateway" {
  secret_arn = aws_secretsmanager_secret.gateway.arn
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = local.deployer }, Action = "secretsmanager:GetSecretValue", Resource = "*" }]
  })
}
