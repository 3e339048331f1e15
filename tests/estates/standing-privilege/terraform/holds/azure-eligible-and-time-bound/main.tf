# why: owning is eligible only and must be activated; the active assignment ends after eight hours
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

locals {
  roles = toset(["Storage Blob Data Owner", "Storage Blob Data Contributor"])
}

data "azurerm_role_definition" "this" {
  for_each = local.roles
  name     = each.key
}

resource "azurerm_pim_eligible_role_assignment" "leads" {
  scope              = azurerm_storage_account.weights.id
  role_definition_id = data.azurerm_role_definition.this["Storage Blob Data Owner"].id
  principal_id       = azuread_group.leads.object_id
}

resource "azurerm_pim_active_role_assignment" "rollout" {
  scope              = azurerm_storage_account.weights.id
  role_definition_id = data.azurerm_role_definition.this["Storage Blob Data Contributor"].id
  principal_id       = azuread_group.leads.object_id
  schedule {
    expiration {
      duration_hours = 8
    }
  }
}
