# why: it may assign the reading identity, but may create or change no machine to assign it to: one of two facts is missing
# at: azurerm_storage_account.records
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

resource "azurerm_user_assigned_identity" "reader" {
  name                = "id-reader"
  resource_group_name = "rg-identities"
  location            = "westeurope"
  tags                = { env = "prod" }
}

resource "azurerm_role_assignment" "reader" {
  scope                = azurerm_storage_account.records.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azurerm_user_assigned_identity.reader.principal_id
}

resource "azurerm_user_assigned_identity" "dev" {
  name                = "id-dev"
  resource_group_name = "rg-dev"
  location            = "westeurope"
  tags                = { env = "dev" }
}

resource "azurerm_role_assignment" "dev" {
  scope                = azurerm_user_assigned_identity.reader.id
  role_definition_name = "Managed Identity Operator"
  principal_id         = azurerm_user_assigned_identity.dev.principal_id
}
