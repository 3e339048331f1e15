# why: that one identity of development crosses does not answer for another whose subscription is in no environment
# at: azurerm_role_assignment.study
provider "azurerm" {
  subscription_id = "00000000-0000-0000-0000-0000000000a1"
  features {}
}

provider "azurerm" {
  alias           = "study"
  subscription_id = "00000000-0000-0000-0000-0000000000b2"
  features {}
}

resource "azurerm_storage_account" "records" {
  name                          = "sthkorecords"
  resource_group_name           = "rg-records"
  location                      = "westeurope"
  account_tier                  = "Standard"
  account_replication_type      = "ZRS"
  shared_access_key_enabled     = false
  public_network_access_enabled = false
  tags                          = { data-classification = "phi" }
}

resource "azurerm_user_assigned_identity" "study" {
  provider            = azurerm.study
  name                = "id-study"
  location            = "westeurope"
  resource_group_name = "rg-study"
}

resource "azurerm_role_assignment" "study" {
  scope                = azurerm_storage_account.records.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azurerm_user_assigned_identity.study.principal_id
}

provider "azurerm" {
  alias           = "dev"
  subscription_id = "00000000-0000-0000-0000-0000000000d4"
  features {}
}

resource "azurerm_user_assigned_identity" "dev" {
  provider            = azurerm.dev
  name                = "id-dev"
  location            = "westeurope"
  resource_group_name = "rg-dev"
}

resource "azurerm_role_assignment" "dev" {
  scope                = azurerm_storage_account.records.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azurerm_user_assigned_identity.dev.principal_id
}
