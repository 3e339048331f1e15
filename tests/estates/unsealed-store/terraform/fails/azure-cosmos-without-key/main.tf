# why: Cosmos DB encrypts with Microsoft's key unless key_vault_key_id names one; minimal_tls_version alone does not seal the chats.
# at: azurerm_cosmosdb_account.chat
provider "azurerm" {
  features {}
  subscription_id = "0d6a6b0a-52f3-4a0e-9d55-0f6f3a2a9c11"
}

resource "azurerm_cosmosdb_account" "chat" {
  name                = "cosmos-chat"
  resource_group_name = "rg-llm-prod"
  location            = "westeurope"
  offer_type          = "Standard"
  minimal_tls_version = "Tls12"
  tags                = { data-classification = "prompts" }
  consistency_policy {
    consistency_level = "Session"
  }
  geo_location {
    location          = "westeurope"
    failover_priority = 0
  }
}
