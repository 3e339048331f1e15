# why: the resource belongs to PIM, but the assignment is active and its schedule has no expiration: it is permanent
# at: azurerm_pim_active_role_assignment.leads
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
  shared_access_key_enabled = false
  tags                     = { data-classification = "weights", env = "prod" }
}

resource "azuread_group" "leads" {
  display_name       = "ml-leads"
  security_enabled   = true
  assignable_to_role = true
}

data "azurerm_role_definition" "owner" {
  name = "Storage Blob Data Owner"
}

resource "azurerm_pim_active_role_assignment" "leads" {
  scope              = azurerm_storage_account.weights.id
  role_definition_id = data.azurerm_role_definition.owner.id
  principal_id       = azuread_group.leads.object_id
  justification      = "model operations"

  schedule {
    start_date_time = "2026-01-01T00:00:00Z"
  }
}
