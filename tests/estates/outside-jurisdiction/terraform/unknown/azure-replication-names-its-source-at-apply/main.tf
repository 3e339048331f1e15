# why: objects are copied to an account in America, and only apply tells whether they come from this one
# at: azurerm_storage_object_replication.r
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
  allow_nested_items_to_be_public = false
  tags                            = { data-classification = "weights", environment = "prod" }
}
resource "azurerm_storage_account" "far" {
  name                     = "stfar"
  resource_group_name      = "rg-far"
  location                 = "eastus"
  account_tier             = "Standard"
  account_replication_type = "ZRS"
}
resource "azurerm_storage_object_replication" "r" {
  source_storage_account_id      = data.external.names.result.id
  destination_storage_account_id = azurerm_storage_account.far.id
  rules {
    source_container_name      = "a"
    destination_container_name = "b"
  }
}
