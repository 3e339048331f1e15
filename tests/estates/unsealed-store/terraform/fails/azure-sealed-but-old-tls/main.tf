# why: the separate customer-managed key seals the account, but min_tls_version TLS1_1 takes connections below TLS 1.2.
# at: azurerm_storage_account.weights
provider "azurerm" {
  features {}
  subscription_id = "0d6a6b0a-52f3-4a0e-9d55-0f6f3a2a9c11"
}

data "azurerm_key_vault_key" "weights" {
  name         = "weights"
  key_vault_id = "/subscriptions/0d6a6b0a-52f3-4a0e-9d55-0f6f3a2a9c11/resourceGroups/rg-keys/providers/Microsoft.KeyVault/vaults/kv-klinik"
}

resource "azurerm_storage_account" "weights" {
  name                     = "stklinikmodels"
  resource_group_name      = "rg-llm-prod"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "LRS"
  min_tls_version          = "TLS1_1"
  tags                     = { data-classification = "weights" }
  identity {
    type = "SystemAssigned"
  }
  lifecycle {
    ignore_changes = [customer_managed_key]
  }
}

resource "azurerm_storage_account_customer_managed_key" "weights" {
  storage_account_id = azurerm_storage_account.weights.id
  key_vault_id       = data.azurerm_key_vault_key.weights.key_vault_id
  key_name           = data.azurerm_key_vault_key.weights.name
}
