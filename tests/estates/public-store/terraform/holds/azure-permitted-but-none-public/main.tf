# why: the account merely permits public containers; every container of it is private, so nobody reads without signing in.
# at: azurerm_storage_account.weights
provider "azurerm" {
  features {}
  subscription_id = "0d6a6b0a-52f3-4a0e-9d55-0f6f3a2a9c11"
}

resource "azurerm_storage_account" "weights" {
  name                            = "stllmcheckpoints"
  resource_group_name             = "rg-llm-prod"
  location                        = "westeurope"
  account_tier                    = "Standard"
  account_replication_type        = "LRS"
  allow_nested_items_to_be_public = true
  tags                            = { data-classification = "weights" }
}

resource "azurerm_storage_container" "weights" {
  for_each              = toset(["base", "adapters"])
  name                  = each.key
  storage_account_id    = azurerm_storage_account.weights.id
  container_access_type = "private"
}
