# why: the role is given over one application alone, but that is the one that reads the store
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

resource "azuread_application" "loader" {
  display_name = "loader"
}

resource "azuread_service_principal" "loader" {
  client_id = azuread_application.loader.client_id
}

resource "azurerm_role_assignment" "loader" {
  scope                = azurerm_storage_account.records.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azuread_service_principal.loader.object_id
}

resource "azurerm_user_assigned_identity" "dev" {
  name                = "id-dev"
  resource_group_name = "rg-dev"
  location            = "westeurope"
  tags                = { env = "dev" }
}

resource "azuread_directory_role" "dev" {
  display_name = "Application Administrator"
}

resource "azuread_directory_role_assignment" "dev" {
  role_id             = azuread_directory_role.dev.template_id
  principal_object_id = azurerm_user_assigned_identity.dev.principal_id
  directory_scope_id  = "/${azuread_application.loader.object_id}"
}
