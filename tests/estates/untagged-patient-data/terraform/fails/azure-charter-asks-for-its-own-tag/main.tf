# why: the charter's classification tag is `Schutzbedarf`; a tag under another key does not count.
# at: azurerm_cosmosdb_account.sessions
provider "azurerm" {
  features {}
  subscription_id = "0d6a6b0a-52f3-4a0e-9d55-0f6f3a2a9c11"
}

resource "azurerm_cosmosdb_account" "sessions" {
  name                = "cosmos-sessions"
  resource_group_name = "rg-telehealth-prod"
  location            = "westeurope"
  offer_type          = "Standard"
  tags                = { data-classification = "records" }
  consistency_policy {
    consistency_level = "Session"
  }
  geo_location {
    location          = "westeurope"
    failover_priority = 0
  }
}
