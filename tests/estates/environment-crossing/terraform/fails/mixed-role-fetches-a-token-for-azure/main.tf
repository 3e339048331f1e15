# why: a role of the development account may fetch tokens of its account, and a production identity of Azure takes the one that names that role
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000002"]
}

resource "azurerm_storage_account" "weights" {
  name                      = "stnvkweights"
  resource_group_name       = "rg-nvk-prod"
  location                  = "westeurope"
  account_tier              = "Standard"
  account_replication_type  = "ZRS"
  shared_access_key_enabled = false
}

resource "azurerm_user_assigned_identity" "bridge" {
  name                = "id-bridge"
  resource_group_name = "rg-nvk-prod"
  location            = "westeurope"
}

resource "azurerm_role_assignment" "bridge" {
  scope                = azurerm_storage_account.weights.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azurerm_user_assigned_identity.bridge.principal_id
}

resource "aws_iam_outbound_web_identity_federation" "this" {}

resource "azurerm_federated_identity_credential" "aws" {
  name                = "aws"
  resource_group_name = "rg-nvk-prod"
  parent_id           = azurerm_user_assigned_identity.bridge.id
  issuer              = aws_iam_outbound_web_identity_federation.this.issuer_identifier
  subject             = aws_iam_role.lab.arn
  audience            = ["api://AzureADTokenExchange"]
}

resource "aws_iam_role" "lab" {
  name = "lab"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_role_policy" "lab" {
  role = aws_iam_role.lab.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:GetWebIdentityToken", Resource = "*" }]
  })
}
