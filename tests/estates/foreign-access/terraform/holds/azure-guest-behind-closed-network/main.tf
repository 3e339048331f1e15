# why: the guest holds a data role, but the account answers only through its private endpoint: no network he is in reaches it
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
  public_network_access_enabled = false
  tags                     = { data-classification = "weights", env = "prod" }
}

resource "azuread_invitation" "consultant" {
  user_email_address = "m.berger@consulting.example"
  redirect_url       = "https://portal.azure.com"
}

resource "azurerm_role_assignment" "consultant" {
  scope                = azurerm_storage_account.weights.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azuread_invitation.consultant.user_id
}
