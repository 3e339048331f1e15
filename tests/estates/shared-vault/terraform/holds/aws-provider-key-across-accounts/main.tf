# why: a secret under aws/secretsmanager cannot be read from another account, whatever its resource policy allows: that key's policy admits the own account alone
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

resource "aws_secretsmanager_secret" "gateway" {
  name = "gateway/hmac"
}

resource "aws_secretsmanager_secret_policy" "gateway" {
  secret_arn = aws_secretsmanager_secret.gateway.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::410000000002:root" }
      Action    = "secretsmanager:GetSecretValue"
      Resource  = "*"
    }]
  })
}
