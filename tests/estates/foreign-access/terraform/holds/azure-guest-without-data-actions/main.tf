# why: Reader sees the account, Storage Blob Delegator signs SAS only for what its holder may read himself, which is nothing
provider "azurerm" {
  features {}
  subscription_id = "0d3e1f52-6a41-4a0e-9a55-6b1c7d2e8f01"
}

resource "azurerm_resource_group" "prod" {
  name     = "rg-hko-prod"
  location = "germanywestcentral"
  tags     = { env = "prod" }
}

resource "azurerm_storage_account" "weights" {
  name                     = "sthkoweights"
  resource_group_name      = azurerm_resource_group.prod.name
  location                 = azurerm_resource_group.prod.location
  account_tier             = "Standard"
  account_replication_type = "ZRS"
  tags                     = { data-classification = "weights", env = "prod" }
}

resource "azuread_invitation" "consultant" {
  user_email_address = "m.berger@consulting.example"
  redirect_url       = "https://portal.azure.com"
}

resource "azurerm_role_assignment" "consultant" {
  for_each             = toset(["Reader", "Storage Blob Delegator", "Monitoring Reader", "Key Vault Reader"])
  scope                = azurerm_resource_group.prod.id
  role_definition_name = each.value
  principal_id         = azuread_invitation.consultant.user_id
}
