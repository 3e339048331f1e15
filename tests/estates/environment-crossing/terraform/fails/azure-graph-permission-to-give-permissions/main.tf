# why: AppRoleAssignment.ReadWrite.All lets it give itself RoleManagement.ReadWrite.Directory, and with that any role of the directory and of every subscription
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

data "azuread_service_principal" "graph" {
  client_id = "00000003-0000-0000-c000-000000000000"
}

resource "azuread_app_role_assignment" "dev" {
  app_role_id         = "06b708a9-e830-4db3-a914-8e69da51d44f"
  principal_object_id = azurerm_user_assigned_identity.dev.principal_id
  resource_object_id  = data.azuread_service_principal.graph.object_id
}
