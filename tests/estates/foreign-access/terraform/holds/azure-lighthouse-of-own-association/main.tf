# why: the managing tenant is in the charter's trust, whatever way its id is spelled
provider "azurerm" {
  features {}
  subscription_id = "0d3e1f52-6a41-4a0e-9a55-6b1c7d2e8f01"
}

resource "azurerm_resource_group" "prod" {
  name     = "rg-hko-prod"
  location = "germanywestcentral"
  tags     = { env = "prod" }
}

resource "azurerm_storage_account" "weights" {
  name                     = "sthkoweights"
  resource_group_name      = azurerm_resource_group.prod.name
  location                 = azurerm_resource_group.prod.location
  account_tier             = "Standard"
  account_replication_type = "ZRS"
  tags                     = { data-classification = "weights", env = "prod" }
}

resource "azurerm_lighthouse_definition" "soc" {
  name               = "Security operations"
  managing_tenant_id = "9C1D2E3F-4A5B-4C6D-8E7F-A0B1C2D3E4F5"
  scope              = "/subscriptions/0d3e1f52-6a41-4a0e-9a55-6b1c7d2e8f01"

  authorization {
    principal_id       = "5f0c9b8a-7d6e-4f5a-9b8c-1d2e3f4a5b6c"
    role_definition_id = "b24988ac-6180-42a0-ab88-20f7382dd24c" # Contributor
  }
}

resource "azurerm_lighthouse_assignment" "soc" {
  scope                    = "/subscriptions/0d3e1f52-6a41-4a0e-9a55-6b1c7d2e8f01"
  lighthouse_definition_id = azurerm_lighthouse_definition.soc.id
}
