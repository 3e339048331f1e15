# why: SFTP is on and the local user reads; no identity stands behind a local user, so whose key it is only the charter can say
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
  is_hns_enabled            = true
  shared_access_key_enabled = false
  sftp_enabled              = true
  tags = { env = "prod", data-classification = "phi" }
}

resource "azurerm_storage_account_local_user" "lab" {
  name                 = "lab"
  storage_account_id   = azurerm_storage_account.records.id
  ssh_key_enabled      = true
  ssh_password_enabled = false
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
