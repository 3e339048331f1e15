provider "azurerm" {
  features {}
  subscription_id = "0d3e1f52-6a41-4a0e-9a55-6b1c7d2e8f01"
}

resource "azurerm_storage_account" "weights" {
  name                      = "stweights"
  resource_group_name       = "rg-llm"
  location                  = "westeurope"
  account_tier              = "Standard"
  account_replication_type  = "ZRS"
  shared_access_key_enabled = false
  tags                      = { env = "prod", data-classification = "weights" }
}
