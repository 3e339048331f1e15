# why: the workspace keeps 30 days, but the same setting archives to a storage account that nobody who reads the weights may write to, and that deletes nothing
# at: azurerm_storage_account.weights
resource "azurerm_storage_account" "weights" {
  name                     = "sthdweights"
  resource_group_name      = "rg-llm-prod"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "ZRS"
}

resource "azurerm_storage_account" "archive" {
  name                     = "sthdarchive"
  resource_group_name      = "rg-audit"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "ZRS"
}

resource "azurerm_log_analytics_workspace" "ops" {
  name                = "log-ops"
  resource_group_name = "rg-ops"
  location            = "westeurope"
  retention_in_days   = 30
}

resource "azurerm_monitor_diagnostic_setting" "blob" {
  name                       = "reads"
  target_resource_id         = "${azurerm_storage_account.weights.id}/blobServices/default"
  log_analytics_workspace_id = azurerm_log_analytics_workspace.ops.id
  storage_account_id         = azurerm_storage_account.archive.id
  enabled_log {
    category = "StorageRead"
  }
}
