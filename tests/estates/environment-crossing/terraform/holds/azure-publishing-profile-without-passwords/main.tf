# why: the profile may be fetched, but passwords are refused for FTP and for deployment alike
# at: azurerm_storage_account.records
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

resource "azurerm_user_assigned_identity" "reader" {
  name                = "id-reader"
  resource_group_name = "rg-identities"
  location            = "westeurope"
  tags                = { env = "prod" }
}

resource "azurerm_role_assignment" "reader" {
  scope                = azurerm_storage_account.records.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azurerm_user_assigned_identity.reader.principal_id
}

resource "azurerm_linux_function_app" "ward" {
  name                       = "fn-ward"
  resource_group_name        = "rg-prod"
  location                   = "westeurope"
  service_plan_id            = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-prod/providers/Microsoft.Web/serverFarms/plan"
  storage_account_name       = "stfnward"
  storage_uses_managed_identity = true
  webdeploy_publish_basic_authentication_enabled = false
  ftp_publish_basic_authentication_enabled = false
  tags                       = { env = "prod" }
  site_config {}
  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.reader.id]
  }
}

resource "azurerm_user_assigned_identity" "dev" {
  name                = "id-dev"
  resource_group_name = "rg-dev"
  location            = "westeurope"
  tags                = { env = "dev" }
}

resource "azurerm_role_definition" "narrow" {
  name  = "narrow"
  scope = "/subscriptions/00000000-0000-0000-0000-000000000000"
  permissions {
    actions      = ["Microsoft.Web/sites/publishxml/action"]
    data_actions = []
  }
}

resource "azurerm_role_assignment" "dev" {
  scope              = azurerm_linux_function_app.ward.id
  role_definition_id = azurerm_role_definition.narrow.role_definition_resource_id
  principal_id       = azurerm_user_assigned_identity.dev.principal_id
}
