# why: two groups hold each other, and the development identity is in the one that holds no role itself
provider "azurerm" {
  features {}
}

resource "azurerm_storage_account" "records" {
  name                     = "stprodrecords"
  resource_group_name      = "rg-prod"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "ZRS"
  shared_access_key_enabled = false
  tags = { env = "prod", data-classification = "phi" }
}

resource "azuread_group" "readers" {
  display_name     = "readers"
  security_enabled = true
  members          = [azuread_group.inner.object_id]
}

resource "azuread_group" "inner" {
  display_name     = "inner"
  security_enabled = true
  members          = [azuread_group.readers.object_id, azurerm_user_assigned_identity.dev.principal_id]
}

resource "azurerm_role_assignment" "readers" {
  scope                = azurerm_storage_account.records.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azuread_group.readers.object_id
}

resource "azurerm_user_assigned_identity" "dev" {
  name                = "id-dev"
  resource_group_name = "rg-dev"
  location            = "westeurope"
  tags                = { env = "dev" }
}
