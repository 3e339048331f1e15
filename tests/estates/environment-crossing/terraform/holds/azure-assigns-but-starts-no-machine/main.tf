# why: who may assign an identity and create nothing to bear it acts as nobody
# at: azurerm_storage_account.w
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
  name                      = "stklw"
  resource_group_name       = azurerm_resource_group.prod.name
  location                  = "westeurope"
  account_tier              = "Standard"
  account_replication_type  = "ZRS"
  shared_access_key_enabled = false
  tags                      = { data-classification = "weights" }
}
resource "azurerm_user_assigned_identity" "serve" {
  name                = "id-serve"
  resource_group_name = azurerm_resource_group.prod.name
  location            = "westeurope"
}
resource "azurerm_user_assigned_identity" "d" {
  name                = "id-d"
  resource_group_name = azurerm_resource_group.dev.name
  location            = "westeurope"
}
resource "azurerm_role_assignment" "s" {
  scope                = azurerm_storage_account.w.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azurerm_user_assigned_identity.serve.principal_id
}
resource "azurerm_role_assignment" "o" {
  scope                = azurerm_user_assigned_identity.serve.id
  role_definition_name = "Managed Identity Operator"
  principal_id         = azurerm_user_assigned_identity.d.principal_id
}
