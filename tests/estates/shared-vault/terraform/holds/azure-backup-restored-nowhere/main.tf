# why: it takes backups of the production secrets, but may restore them into no vault: a backup is sealed until then
# at: azurerm_key_vault.prod
provider "azurerm" {
  features {}
}

resource "azurerm_key_vault" "prod" {
  name                       = "kv-prod"
  resource_group_name        = "rg-prod"
  location                   = "westeurope"
  tenant_id                  = "0d3e1f52-6a41-4a0e-9a55-6b1c7d2e8f01"
  sku_name                   = "standard"
  rbac_authorization_enabled = true
  tags                       = { env = "prod" }
}

resource "azurerm_key_vault" "dev" {
  name                       = "kv-dev"
  resource_group_name        = "rg-dev"
  location                   = "westeurope"
  tenant_id                  = "0d3e1f52-6a41-4a0e-9a55-6b1c7d2e8f01"
  sku_name                   = "standard"
  rbac_authorization_enabled = true
  tags                       = { env = "dev" }
}

resource "azurerm_user_assigned_identity" "dev" {
  name                = "id-dev"
  resource_group_name = "rg-dev"
  location            = "westeurope"
  tags                = { env = "dev" }
}

resource "azurerm_role_definition" "backup" {
  name  = "backup"
  scope = "/subscriptions/00000000-0000-0000-0000-000000000000"
  permissions {
    data_actions = ["Microsoft.KeyVault/vaults/secrets/backup/action"]
  }
}

resource "azurerm_role_assignment" "backup" {
  scope              = azurerm_key_vault.prod.id
  role_definition_id = azurerm_role_definition.backup.role_definition_resource_id
  principal_id       = azurerm_user_assigned_identity.dev.principal_id
}

resource "azurerm_role_assignment" "dev" {
  scope                = azurerm_key_vault.dev.id
  role_definition_name = "Key Vault Secrets User"
  principal_id         = azurerm_user_assigned_identity.dev.principal_id
}
