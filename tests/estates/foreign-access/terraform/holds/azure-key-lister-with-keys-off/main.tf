# why: Reader and Data Access lists keys and signs SAS with them; shared keys are off, so neither is accepted and the role has no data action
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
  shared_access_key_enabled = false
  tags                     = { data-classification = "weights", env = "prod" }
}

resource "azuread_invitation" "consultant" {
  user_email_address = "m.berger@consulting.example"
  redirect_url       = "https://portal.azure.com"
}

resource "azurerm_role_assignment" "consultant" {
  scope                = azurerm_storage_account.weights.id
  role_definition_name = "Reader and Data Access"
  principal_id         = azuread_invitation.consultant.user_id
}
