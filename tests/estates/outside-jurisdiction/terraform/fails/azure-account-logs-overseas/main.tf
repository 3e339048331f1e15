# why: the diagnostic setting of the account’s blobs sends records to a workspace in East US
# at: azurerm_monitor_diagnostic_setting.blobs
provider "azurerm" {
  features {}
}

resource "azurerm_storage_account" "records" {
  name                     = "stclinicrecords"
  resource_group_name      = "rg-prod"
  location                 = "West Europe"
  account_tier             = "Standard"
  account_replication_type = "ZRS"
  tags = { data-classification = "phi" }
}

resource "azurerm_log_analytics_workspace" "far" {
  name                = "log-far"
  location            = "eastus"
  resource_group_name = "rg-prod"
}

resource "azurerm_monitor_diagnostic_setting" "blobs" {
  name                       = "blobs"
  target_resource_id         = "${azurerm_storage_account.records.id}/blobServices/default"
  log_analytics_workspace_id = azurerm_log_analytics_workspace.far.id
  enabled_log {
    category = "StorageRead"
  }
}
