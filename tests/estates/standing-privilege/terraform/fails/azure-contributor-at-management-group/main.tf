# why: Contributor at the management group covers every model repository below it, with its keys and its settings
# at: azurerm_role_assignment.ops
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

data "azurerm_subscription" "this" {}

resource "azurerm_management_group" "hospitals" {
  display_name = "hospitals"
}

resource "azurerm_management_group" "clinical" {
  display_name               = "clinical"
  parent_management_group_id = azurerm_management_group.hospitals.id
}

resource "azurerm_management_group_subscription_association" "this" {
  management_group_id = azurerm_management_group.clinical.id
  subscription_id     = data.azurerm_subscription.this.id
}

data "azuread_group" "ops" {
  display_name = "cloud-operations"
}

resource "azurerm_role_assignment" "ops" {
  scope                = azurerm_management_group.hospitals.id
  role_definition_name = "Contributor"
  principal_id         = data.azuread_group.ops.object_id
}
