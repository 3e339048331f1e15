# why: a guest may run commands on the machine, whose identity assumes the role of AWS that reads the bucket: the way crosses from one cloud into the other
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

resource "azurerm_linux_virtual_machine" "label" {
  name                  = "vm-label"
  resource_group_name   = "rg-nvk-prod"
  location              = "westeurope"
  size                  = "Standard_D4s_v5"
  admin_username        = "ops"
  network_interface_ids = []
  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "Premium_LRS"
  }
  identity {
    type = "SystemAssigned"
  }
}

resource "azuread_invitation" "annotator" {
  user_email_address = "lead@annotators.example"
  redirect_url       = "https://portal.azure.com"
}

resource "azurerm_role_assignment" "annotator" {
  scope                = azurerm_linux_virtual_machine.label.id
  role_definition_name = "Virtual Machine Contributor"
  principal_id         = azuread_invitation.annotator.user_id
}

resource "aws_iam_role" "sync" {
  name = "sync"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = aws_iam_openid_connect_provider.entra.arn }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = { StringEquals = { "${local.issuer}:sub" = azurerm_linux_virtual_machine.label.identity[0].principal_id } }
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
