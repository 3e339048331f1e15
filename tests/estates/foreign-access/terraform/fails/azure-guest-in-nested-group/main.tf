# why: role assignments reach the members of nested groups, and an assignment at the management group covers every account below it
# at: azurerm_role_assignment.analysts
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

resource "azuread_invitation" "consultant" {
  user_email_address = "m.berger@consulting.example"
  redirect_url       = "https://portal.azure.com"
}

data "azurerm_subscription" "this" {}

resource "azurerm_management_group" "clinical" {
  display_name     = "clinical"
  subscription_ids = [data.azurerm_subscription.this.subscription_id]
}

resource "azuread_group" "externals" {
  display_name     = "externals"
  security_enabled = true
}

resource "azuread_group_member" "consultant" {
  group_object_id  = azuread_group.externals.object_id
  member_object_id = azuread_invitation.consultant.user_id
}

resource "azuread_group" "analysts" {
  display_name     = "analysts"
  security_enabled = true
  members          = [azuread_group.externals.object_id]
}

resource "azurerm_role_assignment" "analysts" {
  scope                = azurerm_management_group.clinical.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azuread_group.analysts.object_id
}
