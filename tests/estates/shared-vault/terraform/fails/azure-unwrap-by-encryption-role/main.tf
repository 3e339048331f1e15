# why: Key Vault Crypto Service Encryption User wraps and unwraps: development opens every data key that production's key has wrapped
# at: azurerm_role_assignment.agent
provider "azurerm" {
  features {}
  subscription_id = "0d3e1f52-6a41-4a0e-9a55-6b1c7d2e8f01"
}

resource "azurerm_resource_group" "prod" {
  name     = "rg-hko-prod"
  location = "germanywestcentral"
  tags     = { env = "prod" }
}

resource "azurerm_key_vault" "prod" {
  name                       = "kv-hko-prod"
  resource_group_name        = azurerm_resource_group.prod.name
  location                   = azurerm_resource_group.prod.location
  tenant_id                  = "7b1e0c4d-2f3a-4b5c-9d6e-8f7a6b5c4d3e"
  sku_name                   = "premium"
  rbac_authorization_enabled = true
  purge_protection_enabled   = true
}

resource "azurerm_resource_group" "dev" {
  name     = "rg-hko-dev"
  location = "germanywestcentral"
  tags     = { env = "dev" }
}

resource "azurerm_user_assigned_identity" "dev" {
  name                = "id-hko-dev-agent"
  resource_group_name = azurerm_resource_group.dev.name
  location            = azurerm_resource_group.dev.location
}

resource "azurerm_role_assignment" "agent" {
  scope                = azurerm_resource_group.prod.id
  role_definition_name = "Key Vault Crypto Service Encryption User"
  principal_id         = azurerm_user_assigned_identity.dev.principal_id
}
