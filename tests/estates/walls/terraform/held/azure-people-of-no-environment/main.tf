# why: the one reader is a group of people: they stand in no resource group, so that none of a lower environment reads because they do
# wall: azurerm_storage_account.w lower-environment held 1
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
data "azuread_group" "radiology" {
  display_name = "radiology"
}
resource "azurerm_role_assignment" "radiology" {
  scope                = azurerm_storage_account.w.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = data.azuread_group.radiology.object_id
}
