# why: with OR a second factor alone suffices, from whatever device
# wall: azurerm_storage_account.w unmanaged-device open 0
provider "azurerm" {
  features {}
  subscription_id = "1b2c3d4e-0000-4000-8000-000000000001"
  tenant_id       = "6a1e0c77-2f0d-4d0e-9b11-7c5a4e3d2b10"
}
resource "azurerm_resource_group" "prod" {
  name     = "rg-prod"
  location = "westeurope"
}
resource "azurerm_resource_group" "dev" {
  name     = "rg-dev"
  location = "westeurope"
}
resource "azurerm_storage_account" "w" {
  name                      = "stklw"
  resource_group_name       = azurerm_resource_group.prod.name
  location                  = "westeurope"
  account_tier              = "Standard"
  account_replication_type  = "ZRS"
  shared_access_key_enabled = false
  tags                      = { data-classification = "weights" }
}
resource "azuread_user" "u" {
  user_principal_name = "u@kl.example"
  display_name        = "u"
}
resource "azurerm_role_assignment" "u" {
  scope                = azurerm_storage_account.w.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azuread_user.u.object_id
}
resource "azuread_conditional_access_policy" "p" {
  display_name = "all"
  state        = "enabled"
  conditions {
    client_app_types = ["all"]
    applications { included_applications = ["All"] }
    users { included_users = ["All"] }

  }
  grant_controls {
    operator          = "OR"
    built_in_controls = ["compliantDevice", "mfa"]
  }
}
