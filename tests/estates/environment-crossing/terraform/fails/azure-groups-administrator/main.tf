# why: it is in no group, but a Groups Administrator puts himself into the one that reads
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
  members          = []
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

resource "azuread_directory_role" "dev" {
  display_name = "Groups Administrator"
}

resource "azuread_directory_role_assignment" "dev" {
  role_id             = azuread_directory_role.dev.template_id
  principal_object_id = azurerm_user_assigned_identity.dev.principal_id
}
