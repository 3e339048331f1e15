provider "azurerm" {
  features {}
}

resource "azurerm_storage_account" "strecordsde" {
  name                            = "strecordsde"
  resource_group_name             = "rg-records"
  location                        = "germanywestcentral"
  account_tier                    = "Standard"
  account_replication_type        = "LRS"
  min_tls_version                 = "TLS1_2"
  allow_nested_items_to_be_public = false
  shared_access_key_enabled       = false
  tags                            = { env = "prod", data-classification = "recordings" }
}

resource "azurerm_storage_container" "callsde" {
  name                  = "callsde"
  storage_account_id    = azurerm_storage_account.strecordsde.id
  container_access_type = "container"
}

resource "azurerm_storage_account" "strecordsfr" {
  name                            = "strecordsfr"
  resource_group_name             = "rg-records"
  location                        = "francecentral"
  account_tier                    = "Standard"
  account_replication_type        = "LRS"
  min_tls_version                 = "TLS1_2"
  allow_nested_items_to_be_public = true
  shared_access_key_enabled       = false
  tags                            = { env = "prod", data-classification = "recordings" }
}

resource "azurerm_storage_container" "callsfr" {
  name                  = "callsfr"
  storage_account_id    = azurerm_storage_account.strecordsfr.id
  container_access_type = "container"
}

resource "azurerm_storage_account" "strecordsus" {
  name                            = "strecordsus"
  resource_group_name             = "rg-records"
  location                        = "eastus"
  account_tier                    = "Standard"
  account_replication_type        = "LRS"
  min_tls_version                 = "TLS1_2"
  allow_nested_items_to_be_public = false
  shared_access_key_enabled       = false
  tags                            = { env = "prod", data-classification = "recordings" }
}

resource "azurerm_storage_container" "callsus" {
  name                  = "callsus"
  storage_account_id    = azurerm_storage_account.strecordsus.id
  container_access_type = "container"
}

resource "azurerm_managed_disk" "disk-cache" {
  name                 = "disk-cache"
  resource_group_name  = "rg-records"
  location             = "germanywestcentral"
  storage_account_type = "Premium_LRS"
  create_option        = "Empty"
  disk_size_gb         = 64
  tags                 = { env = "prod", data-classification = "recordings" }
}
