# why: the grant is wrong, and nothing but the closed network stands before it
# wall: azurerm_storage_account.w lower-environment held 1
provider "azurerm" {
  features {}
  subscription_id = "1b2c3d4e-0000-4000-8000-000000000001"
  tenant_id       = "6a1e0c77-2f0d-4d0e-9b11-7c5a4e3d2b10"
}
resource "azurerm_resource_group" "prod" {
  name     = "rg-prod"
  location = "westeurope"
}
resource "azurerm_resource_group" "dev" {
  name     = "rg-dev"
  location = "westeurope"
}
resource "azurerm_storage_account" "w" {
  name                          = "stklw"
  resource_group_name           = azurerm_resource_group.prod.name
  location                      = "westeurope"
  account_tier                  = "Standard"
  account_replication_type      = "ZRS"
  shared_access_key_enabled     = false
  public_network_access_enabled = false
  tags                          = { data-classification = "weights" }
}
resource "azurerm_user_assigned_identity" "d" {
  name                = "id-d"
  resource_group_name = azurerm_resource_group.dev.name
  location            = "westeurope"
}
resource "azurerm_role_assignment" "r" {
  scope                = azurerm_resource_group.prod.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azurerm_user_assigned_identity.d.principal_id
}
