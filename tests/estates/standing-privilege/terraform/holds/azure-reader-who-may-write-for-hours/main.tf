# why: what lasts is plain read; writing comes from an active assignment that ends after eight hours
# at: azurerm_storage_account.weights
provider "azurerm" {
  subscription_id = "00000000-0000-0000-0000-0000000000a1"
  features {}
}

resource "azurerm_storage_account" "weights" {
  name                     = "sthkoweights"
  resource_group_name      = "rg-llm-prod"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "ZRS"
  tags                     = { data-classification = "weights", env = "prod" }
}

resource "azuread_group" "engineers" {
  display_name     = "ml-engineers"
  security_enabled = true
}

resource "azurerm_pim_active_role_assignment" "oncall" {
  scope              = azurerm_storage_account.weights.id
  role_definition_id = "/providers/Microsoft.Authorization/roleDefinitions/b7e6dc6d-f1e8-4753-8033-0f276bb0955b" # Storage Blob Data Owner
  principal_id       = azuread_group.engineers.object_id
  schedule {
    expiration { duration_hours = 8 }
  }
}

resource "azurerm_role_assignment" "engineers" {
  scope                = azurerm_storage_account.weights.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azuread_group.engineers.object_id
}
