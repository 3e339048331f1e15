# why: the custom role's control actions only read, but its data actions end in a wildcard that includes secrets/getSecret/action
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

data "azurerm_subscription" "current" {}

resource "azurerm_role_definition" "lister" {
  name  = "Vault metadata reader"
  scope = data.azurerm_subscription.current.id
  permissions {
    actions          = ["Microsoft.KeyVault/vaults/read"]
    data_actions     = ["Microsoft.KeyVault/vaults/secrets/*"]
    not_data_actions = ["Microsoft.KeyVault/vaults/secrets/setSecret/action", "Microsoft.KeyVault/vaults/secrets/delete"]
  }
}

resource "azurerm_role_assignment" "agent" {
  scope              = data.azurerm_subscription.current.id
  role_definition_id = azurerm_role_definition.lister.role_definition_resource_id
  principal_id       = azurerm_user_assigned_identity.dev.principal_id
}
