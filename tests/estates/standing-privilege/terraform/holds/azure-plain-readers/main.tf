# why: plain read of a named store is no privilege, and Owner of another group does not reach it
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

resource "azurerm_resource_group" "lab" {
  name     = "rg-hko-lab"
  location = "germanywestcentral"
}

resource "azurerm_role_assignment" "read" {
  scope                = azurerm_storage_account.weights.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azuread_group.leads.object_id
}

resource "azurerm_role_assignment" "lab" {
  scope                = azurerm_resource_group.lab.id
  role_definition_name = "Owner"
  principal_id         = azuread_group.leads.object_id
}
