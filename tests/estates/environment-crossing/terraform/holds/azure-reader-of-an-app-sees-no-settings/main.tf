# why: the production app keeps the account's key in its settings, but listing them is an action, and Reader has only reads
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
  tags = { env = "prod", data-classification = "phi" }
}

resource "azurerm_linux_web_app" "ward" {
  name                = "app-ward"
  resource_group_name = "rg-prod"
  location            = "westeurope"
  service_plan_id     = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-prod/providers/Microsoft.Web/serverFarms/plan"
  tags                = { env = "prod" }
  app_settings = {
    RECORDS = azurerm_storage_account.records.primary_access_key
  }
  site_config {}
}

resource "azurerm_user_assigned_identity" "dev" {
  name                = "id-dev"
  resource_group_name = "rg-dev"
  location            = "westeurope"
  tags                = { env = "dev" }
}

resource "azurerm_role_assignment" "dev" {
  scope                = azurerm_linux_web_app.ward.id
  role_definition_name = "Reader"
  principal_id         = azurerm_user_assigned_identity.dev.principal_id
}
