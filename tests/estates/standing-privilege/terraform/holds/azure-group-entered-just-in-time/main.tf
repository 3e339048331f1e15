# why: the role is the group's for good, but nobody is in the group: PIM for Groups lets the engineer in for hours after an activation
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

data "azuread_user" "engineer" {
  user_principal_name = "a.hofer@hko.example"
}

resource "azuread_privileged_access_group_eligibility_schedule" "engineer" {
  group_id        = azuread_group.leads.object_id
  principal_id    = data.azuread_user.engineer.object_id
  assignment_type = "member"
  duration        = "P365D"
}

resource "azurerm_role_assignment" "leads" {
  scope                = azurerm_storage_account.weights.id
  role_definition_name = "Storage Blob Data Owner"
  principal_id         = azuread_group.leads.object_id
}
