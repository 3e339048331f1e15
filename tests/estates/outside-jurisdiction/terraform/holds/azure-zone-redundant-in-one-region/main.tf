# why: ZRS spreads over the zones of one region and leaves it never; the second location of the Cosmos account is in the EU as well.
# at: azurerm_storage_account.transcripts
provider "azurerm" {
  features {}
  subscription_id = "0d6a6b0a-52f3-4a0e-9d55-0f6f3a2a9c11"
}

resource "azurerm_storage_account" "transcripts" {
  name                     = "stvisitletters"
  resource_group_name      = "rg-telehealth-prod"
  location                 = "polandcentral"
  account_tier             = "Standard"
  account_replication_type = "ZRS"
  tags                     = { data-classification = "transcripts" }
}

resource "azurerm_cosmosdb_account" "sessions" {
  name                = "cosmos-sessions"
  resource_group_name = "rg-telehealth-prod"
  location            = "polandcentral"
  offer_type          = "Standard"
  tags                = { data-classification = "records" }
  consistency_policy {
    consistency_level = "Session"
  }
  geo_location {
    location          = "polandcentral"
    failover_priority = 0
  }
  geo_location {
    location          = "germanywestcentral"
    failover_priority = 1
  }
}
