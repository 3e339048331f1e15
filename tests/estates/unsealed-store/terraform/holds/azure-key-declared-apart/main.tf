# why: the account itself says nothing of a key, but azurerm_storage_account_customer_managed_key seals it; HTTPS only and TLS 1.2 are the defaults of azurerm 4.
# at: azurerm_storage_account.weights
provider "azurerm" {
  features {}
  subscription_id = "0d6a6b0a-52f3-4a0e-9d55-0f6f3a2a9c11"
}

resource "azurerm_key_vault" "keys" {
  name                      = "kv-weights"
  resource_group_name       = "rg-llm-prod"
  location                  = "westeurope"
  tenant_id                 = "5e2f8a6c-1f0b-4a7d-8c53-0d9e6b7a4f21"
  sku_name                  = "premium"
  rbac_authorization_enabled = true
  purge_protection_enabled  = true
}

resource "azurerm_key_vault_key" "weights" {
  name         = "weights"
  key_vault_id = azurerm_key_vault.keys.id
  key_type     = "RSA-HSM"
  key_size     = 3072
  key_opts     = ["wrapKey", "unwrapKey"]
}

resource "azurerm_storage_account" "weights" {
  name                     = "stweightscmk"
  resource_group_name      = "rg-llm-prod"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "LRS"
  tags                     = { data-classification = "weights" }
  identity {
    type = "SystemAssigned"
  }
}

resource "azurerm_storage_account_customer_managed_key" "weights" {
  storage_account_id = azurerm_storage_account.weights.id
  key_vault_id       = azurerm_key_vault.keys.id
  key_name           = azurerm_key_vault_key.weights.name
}
