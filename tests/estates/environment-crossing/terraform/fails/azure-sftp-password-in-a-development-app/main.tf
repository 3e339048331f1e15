# why: the password of the SFTP user stands in the settings of a development app; that shared keys are off does not concern local users
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
  is_hns_enabled            = true
  shared_access_key_enabled = false
  sftp_enabled              = true
  tags = { env = "prod", data-classification = "phi" }
}

resource "azurerm_storage_account_local_user" "lab" {
  name                 = "lab"
  storage_account_id   = azurerm_storage_account.records.id
  ssh_key_enabled      = true
  ssh_password_enabled = true
  home_directory       = "scans"
  permission_scope {
    service       = "blob"
    resource_name = "scans"
    permissions {
      read = true
      list = true
    }
  }
}

resource "azurerm_linux_web_app" "dev" {
  name                = "app-dev"
  resource_group_name = "rg-dev"
  location            = "westeurope"
  service_plan_id     = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-dev/providers/Microsoft.Web/serverFarms/plan"
  tags                = { env = "dev" }
  app_settings = {
    RECORDS = azurerm_storage_account_local_user.lab.password
  }
  site_config {}
}
