# why: Azure does not pass a resource group's tags on; the account itself bears none.
# at: azurerm_storage_account.recordings
provider "azurerm" {
  features {}
  subscription_id = "0d6a6b0a-52f3-4a0e-9d55-0f6f3a2a9c11"
}

resource "azurerm_resource_group" "telehealth" {
  name     = "rg-telehealth-prod"
  location = "westeurope"
  tags     = { data-classification = "recordings" }
}

resource "azurerm_storage_account" "video" {
  name                     = "stvideo01"
  resource_group_name      = azurerm_resource_group.telehealth.name
  location                 = azurerm_resource_group.telehealth.location
  account_tier             = "Standard"
  account_replication_type = "ZRS"
  tags                     = azurerm_resource_group.telehealth.tags
}

resource "azurerm_storage_account" "recordings" {
  name                     = "strecordings01"
  resource_group_name      = azurerm_resource_group.telehealth.name
  location                 = azurerm_resource_group.telehealth.location
  account_tier             = "Standard"
  account_replication_type = "ZRS"
}
