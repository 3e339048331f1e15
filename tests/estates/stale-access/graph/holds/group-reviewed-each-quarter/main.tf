provider "azurerm" {
  features {}
  subscription_id = "00000000-0000-0000-0000-00000000000a"
}

resource "azurerm_resource_group" "prod" {
  name     = "rg-prod"
  location = "westeurope"
  tags     = { env = "prod" }
}

resource "azurerm_storage_account" "weights" {
  name                      = "stweights"
  resource_group_name       = azurerm_resource_group.prod.name
  location                  = "westeurope"
  account_tier              = "Standard"
  account_replication_type  = "LRS"
  shared_access_key_enabled = false
  tags                      = { data-classification = "weights", env = "prod" }
}

resource "azurerm_role_assignment" "who" {
  scope                = azurerm_storage_account.weights.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = "33333333-0000-0000-0000-000000000001"
}
