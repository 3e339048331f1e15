# why: the active assignment ends some day, and has not yet: today it reads
provider "azurerm" {
  features {}
}

resource "azurerm_storage_account" "records" {
  name                     = "stprodrecords"
  resource_group_name      = "rg-prod"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "ZRS"
  shared_access_key_enabled = false
  tags = { env = "prod", data-classification = "phi" }
}

resource "azurerm_user_assigned_identity" "dev" {
  name                = "id-dev"
  resource_group_name = "rg-dev"
  location            = "westeurope"
  tags                = { env = "dev" }
}

resource "azurerm_pim_active_role_assignment" "dev" {
  scope              = azurerm_storage_account.records.id
  role_definition_id = "/subscriptions/00000000-0000-0000-0000-000000000000/providers/Microsoft.Authorization/roleDefinitions/2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"
  principal_id       = azurerm_user_assigned_identity.dev.principal_id
  schedule {
    start_date_time = "2025-01-01T08:00:00Z"
    expiration {
      end_date_time = "2027-06-01T08:00:00Z"
    }
  }
}
