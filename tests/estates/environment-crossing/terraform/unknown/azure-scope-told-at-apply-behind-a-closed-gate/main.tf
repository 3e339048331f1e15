# why: only apply tells whether the assignment covers the account; that its network is closed does not answer for the grant
# at: azurerm_storage_account.weights
data "external" "names" {
  program = ["./names"]
}

resource "azurerm_storage_account" "weights" {
  name                            = "stweights"
  resource_group_name             = "rg-prod"
  location                        = "westeurope"
  account_tier                    = "Standard"
  account_replication_type        = "ZRS"
  public_network_access_enabled   = false
  shared_access_key_enabled       = false
  allow_nested_items_to_be_public = false
  tags                            = { data-classification = "weights", environment = "prod" }
}
resource "azurerm_user_assigned_identity" "dev" {
  name                = "id-dev"
  resource_group_name = "rg-dev"
  location            = "westeurope"
  tags                = { environment = "dev" }
}
resource "azurerm_role_assignment" "dev" {
  scope                = data.external.names.result.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azurerm_user_assigned_identity.dev.principal_id
}
