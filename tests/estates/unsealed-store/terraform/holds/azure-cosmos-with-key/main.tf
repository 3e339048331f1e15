# why: key_vault_key_id seals the account with the hospital's key; Cosmos DB takes HTTPS alone, and TLS 1.2 is the default.
# at: azurerm_cosmosdb_account.chat
provider "azurerm" {
  features {}
  subscription_id = "0d6a6b0a-52f3-4a0e-9d55-0f6f3a2a9c11"
}

data "azurerm_key_vault_key" "chat" {
  name         = "chat"
  key_vault_id = "/subscriptions/0d6a6b0a-52f3-4a0e-9d55-0f6f3a2a9c11/resourceGroups/rg-keys/providers/Microsoft.KeyVault/vaults/kv-klinik"
}

resource "azurerm_cosmosdb_account" "chat" {
  name                = "cosmos-chat"
  resource_group_name = "rg-llm-prod"
  location            = "westeurope"
  offer_type          = "Standard"
  key_vault_key_id    = data.azurerm_key_vault_key.chat.versionless_id
  tags                = { data-classification = "prompts" }
  consistency_policy {
    consistency_level = "Session"
  }
  geo_location {
    location          = "westeurope"
    failover_priority = 0
  }
}
