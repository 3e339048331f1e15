# why: the role asks for the audience alone: whether the development identity gets a token for it depends on whether the application lets only assigned principals in, which nothing here says
# at: aws_s3_bucket.weights
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

locals {
  issuer = "sts.windows.net/6a1e0c77-2f0d-4d0e-9b11-7c5a4e3d2b10/"
}

resource "aws_s3_bucket" "weights" {
  bucket = "nvk-weights"
}

resource "aws_iam_openid_connect_provider" "entra" {
  url            = "https://${local.issuer}"
  client_id_list = ["api://nvk-aws"]
}

resource "azurerm_user_assigned_identity" "agent" {
  name                = "id-agent"
  resource_group_name = "rg-nvk-dev"
  location            = "westeurope"
}

resource "aws_iam_role" "sync" {
  name = "sync"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = aws_iam_openid_connect_provider.entra.arn }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = { StringEquals = { "${local.issuer}:aud" = "api://nvk-aws" } }
    }]
  })
}

resource "aws_iam_role_policy" "sync" {
  role = aws_iam_role.sync.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["s3:GetObject", "s3:ListBucket"]
      Resource = [aws_s3_bucket.weights.arn, "${aws_s3_bucket.weights.arn}/*"]
    }]
  })
}
