# why: RA-GRS of West Europe copies to its pair North Europe, and both lie in the EU.
# at: azurerm_storage_account.weights
provider "azurerm" {
  features {}
  subscription_id = "0d6a6b0a-52f3-4a0e-9d55-0f6f3a2a9c11"
}

resource "azurerm_resource_group" "llm" {
  name     = "rg-llm-prod"
  location = "West Europe"
}

resource "azurerm_storage_account" "weights" {
  name                     = "stweightsgrs"
  resource_group_name      = azurerm_resource_group.llm.name
  location                 = azurerm_resource_group.llm.location
  account_tier             = "Standard"
  account_replication_type = "RAGRS"
  tags                     = { data-classification = "weights" }
}
