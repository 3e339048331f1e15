# why: the one reader stands in a resource group that is neither production nor development: whether he is of a lower environment is all that is not known
# wall: azurerm_storage_account.w lower-environment unknown
provider "azurerm" {
  features {}
  subscription_id = "0d3e1f52-6a41-4a0e-9a55-6b1c7d2e8f01"
}
resource "azurerm_resource_group" "prod" {
  name     = "rg-prod"
  location = "germanywestcentral"
}
resource "azurerm_resource_group" "tools" {
  name     = "rg-tools"
  location = "germanywestcentral"
}
resource "azurerm_storage_account" "w" {
  name                      = "stklweights"
  resource_group_name       = azurerm_resource_group.prod.name
  location                  = "germanywestcentral"
  account_tier              = "Standard"
  account_replication_type  = "LRS"
  shared_access_key_enabled = false
  tags                      = { data-classification = "weights" }
}
resource "azurerm_user_assigned_identity" "tools" {
  name                = "id-tools"
  resource_group_name = azurerm_resource_group.tools.name
  location            = "germanywestcentral"
}
resource "azurerm_role_assignment" "tools" {
  scope                = azurerm_storage_account.w.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azurerm_user_assigned_identity.tools.principal_id
}
