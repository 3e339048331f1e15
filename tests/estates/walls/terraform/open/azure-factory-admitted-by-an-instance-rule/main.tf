# why: the firewall admits the factory by a resource instance rule, wherever it stands, and its runtime has no managed network
# wall: azurerm_storage_account.weights internet open 0
provider "azurerm" {
  features {}
  subscription_id = "7d41f0aa-0000-4000-8000-000000000004"
  tenant_id       = "6a1e0c77-2f0d-4d0e-9b11-7c5a4e3d2b10"
}

resource "azurerm_resource_group" "prod" {
  name     = "rg-prod"
  location = "westeurope"
}

resource "azurerm_storage_account" "weights" {
  name                            = "stweightsmove"
  resource_group_name             = azurerm_resource_group.prod.name
  location                        = "westeurope"
  account_tier                    = "Standard"
  account_replication_type        = "ZRS"
  shared_access_key_enabled       = false
  allow_nested_items_to_be_public = false
  tags                            = { data-classification = "weights" }

  network_rules {
    default_action = "Deny"
    bypass         = ["None"]

    private_link_access {
      endpoint_resource_id = azurerm_data_factory.mover.id
    }
  }
}

resource "azurerm_data_factory" "mover" {
  name                = "adf-mover"
  resource_group_name = azurerm_resource_group.prod.name
  location            = "westeurope"

  identity {
    type = "SystemAssigned"
  }
}

resource "azurerm_role_assignment" "mover" {
  scope                = azurerm_storage_account.weights.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azurerm_data_factory.mover.identity[0].principal_id
}
