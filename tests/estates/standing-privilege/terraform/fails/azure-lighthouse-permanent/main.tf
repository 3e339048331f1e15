# why: an authorization of Lighthouse is permanent (only eligible_authorization is not): another tenant's people write the account all the time
# at: azurerm_lighthouse_definition.soc
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
  name               = "Managed platform"
  managing_tenant_id = "9c1d2e3f-4a5b-4c6d-8e7f-a0b1c2d3e4f5"
  scope              = "/subscriptions/0d3e1f52-6a41-4a0e-9a55-6b1c7d2e8f01"

  authorization {
    principal_id       = "5f0c9b8a-7d6e-4f5a-9b8c-1d2e3f4a5b6c"
    role_definition_id = "b24988ac-6180-42a0-ab88-20f7382dd24c"
  }
}

resource "azurerm_lighthouse_assignment" "soc" {
  scope                    = azurerm_resource_group.prod.id
  lighthouse_definition_id = azurerm_lighthouse_definition.soc.id
}
