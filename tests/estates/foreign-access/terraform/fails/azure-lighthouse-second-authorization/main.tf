# why: Lighthouse delegates control-plane roles to a tenant outside the charter's trust; the second authorization lists the keys of every account in the group
# at: azurerm_lighthouse_definition.msp
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

locals {
  roles = {
    monitoring = "43d0d8ad-25c7-4714-9337-8ba259a9fe05" # Monitoring Reader
    storage    = "17d1049b-9a84-46fb-8f53-869881c3d3ab" # Storage Account Contributor
  }
}

resource "azurerm_lighthouse_definition" "msp" {
  name               = "Managed operations"
  managing_tenant_id = "9c1d2e3f-4a5b-4c6d-8e7f-a0b1c2d3e4f5"
  scope              = "/subscriptions/0d3e1f52-6a41-4a0e-9a55-6b1c7d2e8f01"

  dynamic "authorization" {
    for_each = local.roles
    content {
      principal_id           = "5f0c9b8a-7d6e-4f5a-9b8c-1d2e3f4a5b6c"
      principal_display_name = "MSP ${authorization.key}"
      role_definition_id     = authorization.value
    }
  }
}

resource "azurerm_lighthouse_assignment" "msp" {
  scope                    = azurerm_resource_group.prod.id
  lighthouse_definition_id = azurerm_lighthouse_definition.msp.id
}
