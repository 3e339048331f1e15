# why: the signature lists and adds, but the permission to read is not in it
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

data "azurerm_storage_account_sas" "records" {
  connection_string = azurerm_storage_account.records.primary_connection_string
  https_only        = true
  start             = "2026-01-01T00:00:00Z"
  expiry            = "2031-01-01T00:00:00Z"
  resource_types {
    service  = false
    container = false
    object   = true
  }
  services {
    blob     = true
    queue    = false
    table    = false
    file     = false
  }
  permissions {
    read     = false
    write    = false
    delete   = false
    list     = true
    add      = true
    create   = false
    update   = false
    process  = false
    tag      = false
    filter   = false
  }
}

resource "azurerm_linux_web_app" "dev" {
  name                = "app-dev"
  resource_group_name = "rg-dev"
  location            = "westeurope"
  service_plan_id     = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-dev/providers/Microsoft.Web/serverFarms/plan"
  tags                = { env = "dev" }
  app_settings = {
    RECORDS = "${azurerm_storage_account.records.primary_blob_endpoint}scans${data.azurerm_storage_account_sas.records.sas}"
  }
  site_config {}
}
