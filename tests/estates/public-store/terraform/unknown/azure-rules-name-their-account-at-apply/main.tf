# why: the container is open unless the rules that deny everyone are of this account, which only apply tells
# at: azurerm_storage_container.weights
data "external" "names" {
  program = ["./names"]
}

resource "azurerm_storage_account" "weights" {
  name                            = "stweights"
  resource_group_name             = "rg-prod"
  location                        = "westeurope"
  account_tier                    = "Standard"
  account_replication_type        = "ZRS"
  shared_access_key_enabled       = false
  allow_nested_items_to_be_public = true
  tags                            = { data-classification = "weights", environment = "prod" }
}
resource "azurerm_storage_container" "weights" {
  name                  = "weights"
  storage_account_id    = azurerm_storage_account.weights.id
  container_access_type = "blob"
}
resource "azurerm_storage_account_network_rules" "r" {
  storage_account_id = data.external.names.result.id
  default_action     = "Deny"
}
