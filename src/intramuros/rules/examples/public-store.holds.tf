resource "azurerm_storage_account" "weights" {
  name                            = "stweights"
  resource_group_name             = "rg-llm-prod"
  location                        = "westeurope"
  account_tier                    = "Standard"
  account_replication_type        = "ZRS"
  allow_nested_items_to_be_public = false # overrides every container
  tags                            = { data-classification = "weights" }
}

resource "azurerm_storage_container" "models" {
  name                  = "models"
  storage_account_id    = azurerm_storage_account.weights.id
  container_access_type = "private"
}
