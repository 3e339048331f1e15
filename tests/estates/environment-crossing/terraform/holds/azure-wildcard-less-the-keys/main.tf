# why: the role allows everything but what leads to the content: keys, writes to the account, assignments; it has no data actions
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
resource "azurerm_user_assigned_identity" "d" {
  name                = "id-d"
  resource_group_name = azurerm_resource_group.dev.name
  location            = "westeurope"
}
resource "azurerm_role_definition" "c" {
  name  = "c"
  scope = azurerm_resource_group.prod.id
  permissions {
    actions      = ["*"]
    not_actions  = ["Microsoft.Authorization/*/write", "Microsoft.Storage/storageAccounts/listKeys/action", "Microsoft.Storage/storageAccounts/write"]
    data_actions = []
  }
}
resource "azurerm_role_assignment" "r" {
  scope              = azurerm_resource_group.prod.id
  role_definition_id = azurerm_role_definition.c.role_definition_resource_id
  principal_id       = azurerm_user_assigned_identity.d.principal_id
}
