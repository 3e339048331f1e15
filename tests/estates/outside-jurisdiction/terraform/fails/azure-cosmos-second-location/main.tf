# why: every geo_location of a Cosmos account holds a full replica; Switzerland is neither in the EU nor named by the charter.
# at: azurerm_cosmosdb_account.chat
provider "azurerm" {
  features {}
  subscription_id = "0d6a6b0a-52f3-4a0e-9d55-0f6f3a2a9c11"
}

locals {
  places = { francecentral = 0, switzerlandnorth = 1 }
}

resource "azurerm_cosmosdb_account" "chat" {
  name                = "cosmos-chat"
  resource_group_name = "rg-llm-prod"
  location            = "francecentral"
  offer_type          = "Standard"
  tags                = { data-classification = "prompts" }

  consistency_policy {
    consistency_level = "Session"
  }

  dynamic "geo_location" {
    for_each = local.places
    content {
      location          = geo_location.key
      failover_priority = geo_location.value
    }
  }
}
