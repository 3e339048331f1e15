# why: the key of the production account stands in the settings of a development app, which reads every blob with it and needs no role
# at: azurerm_linux_web_app.dev
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

resource "azurerm_linux_web_app" "dev" {
  name                = "app-dev"
  resource_group_name = "rg-dev"
  location            = "westeurope"
  service_plan_id     = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-dev/providers/Microsoft.Web/serverFarms/plan"
  tags                = { env = "dev" }
  app_settings = {
    RECORDS = azurerm_storage_account.records.primary_blob_connection_string
  }
  site_config {}
}
