provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}
provider "aws" {
  alias               = "dev"
  region              = "eu-central-1"
  allowed_account_ids = ["410000000002"]
}
locals {
  tenant = "6a1e0c77-2f0d-4d0e-9b11-7c5a4e3d2b10"
  issuer = "sts.windows.net/6a1e0c77-2f0d-4d0e-9b11-7c5a4e3d2b10/"
}
resource "aws_iam_openid_connect_provider" "entra" {
  url             = "https://${local.issuer}"
  client_id_list  = ["api://nvk-aws"]
  thumbprint_list = ["626d44e704d1ceabe3bf0d53397464ac8080142c"]
}
resource "aws_iam_openid_connect_provider" "entra_v2" {
  url            = "https://login.microsoftonline.com/${local.tenant}/v2.0"
  client_id_list = ["f1c1b0a9-0000-4aaa-8bbb-000000000001"]
}
resource "aws_iam_openid_connect_provider" "entra_vendor" {
  url            = "https://sts.windows.net/0fedcba9-8765-4321-8fed-cba987654321/"
  client_id_list = ["api://nvk-aws"]
}
resource "aws_s3_bucket" "weights" { bucket = "nvk-weights" }
resource "aws_s3_bucket" "transcripts" { bucket = "nvk-transcripts" }
resource "aws_s3_bucket" "records" { bucket = "nvk-records" }
resource "aws_s3_bucket" "recordings" { bucket = "nvk-recordings" }
resource "aws_s3_bucket" "training" { bucket = "nvk-training" }
resource "aws_s3_bucket" "prompts" { bucket = "nvk-prompts" }

# --- 1 the development agent's identity reads the weights in AWS
data "aws_iam_policy_document" "trust_dev_agent" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.entra.arn]
    }
    condition {
      test     = "StringEquals"
      variable = "${local.issuer}:sub"
      values   = [azurerm_user_assigned_identity.dev_agent.principal_id]
    }
    condition {
      test     = "StringEquals"
      variable = "${local.issuer}:aud"
      values   = ["api://nvk-aws"]
    }
  }
}
resource "aws_iam_role" "agent_sync" {
  name               = "agent-sync"
  assume_role_policy = data.aws_iam_policy_document.trust_dev_agent.json
}
resource "aws_iam_role_policy" "agent_sync" {
  role   = aws_iam_role.agent_sync.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["s3:GetObject", "s3:ListBucket"], Resource = [aws_s3_bucket.weights.arn, "${aws_s3_bucket.weights.arn}/*"] }] })
}

# --- 2/3 the production gateway's identity reads transcripts; it runs on a machine that may send anywhere
resource "aws_iam_role" "prod_sync" {
  name = "prod-sync"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect    = "Allow"
    Principal = { Federated = aws_iam_openid_connect_provider.entra_v2.arn }
    Action    = "sts:AssumeRoleWithWebIdentity"
    Condition = { StringEquals = {
      "login.microsoftonline.com/${local.tenant}/v2.0:sub" = azurerm_user_assigned_identity.prod_gateway.principal_id
      "login.microsoftonline.com/${local.tenant}/v2.0:aud" = "f1c1b0a9-0000-4aaa-8bbb-000000000001"
    } }
  }] })
}
resource "aws_iam_role_policy" "prod_sync" {
  role   = aws_iam_role.prod_sync.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "${aws_s3_bucket.transcripts.arn}/*" }] })
}

# --- 4 another tenant's principal
resource "aws_iam_role" "vendor_sync" {
  name = "vendor-sync"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect    = "Allow"
    Principal = { Federated = aws_iam_openid_connect_provider.entra_vendor.arn }
    Action    = "sts:AssumeRoleWithWebIdentity"
    Condition = { StringEquals = { "sts.windows.net/0fedcba9-8765-4321-8fed-cba987654321/:sub" = "77777777-1111-4222-8333-444444444444" } }
  }] })
}
resource "aws_iam_role_policy" "vendor_sync" {
  role   = aws_iam_role.vendor_sync.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "${aws_s3_bucket.records.arn}/*" }] })
}

# --- 6 the audience that the role asks for is none of the provider's: no token ever comes in
resource "aws_iam_role" "stale_sync" {
  name = "stale-sync"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect    = "Allow"
    Principal = { Federated = aws_iam_openid_connect_provider.entra.arn }
    Action    = "sts:AssumeRoleWithWebIdentity"
    Condition = { StringEquals = {
      "${local.issuer}:sub" = azurerm_user_assigned_identity.dev_agent.principal_id
      "${local.issuer}:aud" = "api://nvk-aws-old"
    } }
  }] })
}
resource "aws_iam_role_policy" "stale_sync" {
  role   = aws_iam_role.stale_sync.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "${aws_s3_bucket.recordings.arn}/*" }] })
}

# --- 12 a guest runs commands on the labelling machine, whose identity reads the training data in AWS
resource "aws_iam_role" "label_sync" {
  name = "label-sync"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect    = "Allow"
    Principal = { Federated = "arn:aws:iam::410000000001:oidc-provider/${local.issuer}" }
    Action    = "sts:AssumeRoleWithWebIdentity"
    Condition = { StringEquals = {
      "${local.issuer}:sub" = azurerm_linux_virtual_machine.label.identity[0].principal_id
      "${local.issuer}:aud" = "api://nvk-aws"
    } }
  }] })
}
resource "aws_iam_role_policy" "label_sync" {
  role   = aws_iam_role.label_sync.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "${aws_s3_bucket.training.arn}/*" }] })
}

# --- 10 our own pipelines
resource "aws_iam_openid_connect_provider" "github" {
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}
resource "aws_iam_role" "pipeline" {
  name = "pipeline"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect    = "Allow"
    Principal = { Federated = aws_iam_openid_connect_provider.github.arn }
    Action    = "sts:AssumeRoleWithWebIdentity"
    Condition = { StringEquals = { "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com" }, StringLike = { "token.actions.githubusercontent.com:sub" = "repo:nordvik-klinik/serving:*" } }
  }] })
}
resource "aws_iam_role_policy" "pipeline" {
  role   = aws_iam_role.pipeline.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "${aws_s3_bucket.prompts.arn}/*" }] })
}

# --- 7 the development cluster's pods sign in to Azure
resource "aws_iam_role" "cluster_dev" {
  provider           = aws.dev
  name               = "cluster-dev"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "eks.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
resource "aws_eks_cluster" "dev" {
  provider = aws.dev
  name     = "lab"
  role_arn = aws_iam_role.cluster_dev.arn
  vpc_config { subnet_ids = ["subnet-0aa", "subnet-0bb"] }
}
# --- 8 a development role mints tokens for Azure
resource "aws_iam_outbound_web_identity_federation" "dev" { provider = aws.dev }
resource "aws_iam_role" "lab" {
  provider           = aws.dev
  name               = "lab"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
resource "aws_iam_role_policy" "lab" {
  provider = aws.dev
  role     = aws_iam_role.lab.id
  policy   = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:GetWebIdentityToken", Resource = "*" }] })
}
# --- 13 a partner's account assumes a production role that mints tokens for Azure
resource "aws_iam_outbound_web_identity_federation" "prod" {}
resource "aws_iam_role" "partner_bridge" {
  name               = "partner-bridge"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::555500001111:root" }, Action = "sts:AssumeRole" }] })
}
resource "aws_iam_role_policy" "partner_bridge" {
  role   = aws_iam_role.partner_bridge.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:GetWebIdentityToken", Resource = "*" }] })
}
# --- a role that is named in Azure and may not mint tokens
resource "aws_iam_role" "mute" {
  provider           = aws.dev
  name               = "mute"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
# --- 9 Cognito
resource "aws_cognito_identity_pool" "apps" {
  identity_pool_name = "apps"
}
