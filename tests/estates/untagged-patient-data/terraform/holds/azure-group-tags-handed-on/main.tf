# why: nothing is inherited by Azure itself, but the account repeats the group's tags by reference.
# at: azurerm_storage_account.recordings
provider "azurerm" {
  features {}
  subscription_id = "0d6a6b0a-52f3-4a0e-9d55-0f6f3a2a9c11"
}

resource "azurerm_resource_group" "telehealth" {
  name     = "rg-telehealth-prod"
  location = "westeurope"
  tags = {
    data-classification = "recordings"
    environment         = "prod"
  }
}

resource "azurerm_storage_account" "recordings" {
  name                     = "strecordings01"
  resource_group_name      = azurerm_resource_group.telehealth.name
  location                 = azurerm_resource_group.telehealth.location
  account_tier             = "Standard"
  account_replication_type = "ZRS"
  tags                     = merge(azurerm_resource_group.telehealth.tags, { team = "telehealth" })
}
