# why: what the object id is the id of is told nowhere (no principal_type); that a group beside it fails does not answer for it
# at: azurerm_role_assignment.vendor
provider "azurerm" {
  subscription_id = "00000000-0000-0000-0000-0000000000a1"
  features {}
}

resource "azurerm_storage_account" "weights" {
  name                     = "sthkoweights"
  resource_group_name      = "rg-llm-prod"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "ZRS"
  tags                     = { data-classification = "weights", env = "prod" }
}

resource "azuread_group" "engineers" {
  display_name     = "ml-engineers"
  security_enabled = true
}

resource "azurerm_role_assignment" "engineers" {
  scope                = azurerm_storage_account.weights.id
  role_definition_name = "Storage Blob Data Contributor"
  principal_id         = azuread_group.engineers.object_id
}

resource "azurerm_role_assignment" "vendor" {
  scope                = azurerm_storage_account.weights.id
  role_definition_name = "Storage Blob Data Owner"
  principal_id         = "3c6f5a7e-0d1b-4f7e-9a53-6a2d1f0c4e88"
}
