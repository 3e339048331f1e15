# why: Azure refuses an assignment whose principal_type is not its principal's, so whoever applies this is a person, who keeps the role for good
# at: azurerm_role_assignment.uploads
provider "azurerm" {
  features {}
}

data "azurerm_client_config" "me" {}

resource "azurerm_storage_account" "weights" {
  name                          = "modellablage"
  resource_group_name           = "rg-prod"
  location                      = "westeurope"
  account_tier                  = "Standard"
  account_replication_type      = "ZRS"
  public_network_access_enabled = false
  shared_access_key_enabled     = false
  tags                          = { env = "prod", data-classification = "weights" }
}

resource "azurerm_role_assignment" "uploads" {
  scope                = azurerm_storage_account.weights.id
  role_definition_name = "Storage Blob Data Contributor"
  principal_id         = data.azurerm_client_config.me.object_id
  principal_type       = "User"
}
