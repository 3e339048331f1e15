resource "azurerm_resource_group" "prod" {
  name     = "rg-models-prod"
  location = "germanywestcentral"
}

resource "azurerm_key_vault" "prod" {
  name                       = "kv-models-prod"
  resource_group_name        = azurerm_resource_group.prod.name
  location                   = azurerm_resource_group.prod.location
  tenant_id                  = "7b1e0c4d-2f3a-4b5c-9d6e-8f7a6b5c4d3e"
  sku_name                   = "premium"
  rbac_authorization_enabled = true
}

resource "azurerm_resource_group" "dev" {
  name     = "rg-models-dev"
  location = "germanywestcentral"
}

resource "azurerm_user_assigned_identity" "agent" {
  name                = "id-agent"
  resource_group_name = azurerm_resource_group.dev.name
  location            = azurerm_resource_group.dev.location
}

resource "azurerm_role_assignment" "agent" {
  scope                = azurerm_resource_group.prod.id
  role_definition_name = "Key Vault Secrets User"
  principal_id         = azurerm_user_assigned_identity.agent.principal_id
}
