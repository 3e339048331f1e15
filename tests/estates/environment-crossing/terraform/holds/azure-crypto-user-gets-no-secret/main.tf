# why: a Crypto User decrypts with the keys of the vault but gets no secret of it, so the account key that is kept there stays where it is
# at: azurerm_storage_account.records
provider "azurerm" {
  features {}
}

data "azurerm_client_config" "me" {}

resource "azurerm_storage_account" "records" {
  name                     = "aktenablage"
  resource_group_name      = "rg-prod"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "ZRS"
  tags                     = { env = "prod", data-classification = "phi" }
}

resource "azurerm_key_vault" "shared" {
  name                       = "kv-shared"
  resource_group_name        = "rg-shared"
  location                   = "westeurope"
  tenant_id                  = data.azurerm_client_config.me.tenant_id
  sku_name                   = "standard"
  rbac_authorization_enabled = true
}

resource "azurerm_key_vault_secret" "records" {
  name         = "records-connection"
  value        = azurerm_storage_account.records.primary_blob_connection_string
  key_vault_id = azurerm_key_vault.shared.id
}

resource "azurerm_user_assigned_identity" "dev" {
  name                = "id-dev-app"
  resource_group_name = "rg-dev"
  location            = "westeurope"
  tags                = { env = "dev" }
}

resource "azurerm_role_assignment" "dev" {
  scope                = azurerm_key_vault.shared.id
  role_definition_name = "Key Vault Crypto User"
  principal_id         = azurerm_user_assigned_identity.dev.principal_id
}
