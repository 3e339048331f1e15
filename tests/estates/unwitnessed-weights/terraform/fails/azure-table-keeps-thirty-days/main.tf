# why: the workspace keeps 365 days, but its table StorageBlobLogs has a retention of its own, 30 days, and that is where blob reads are written
# at: azurerm_storage_account.weights
resource "azurerm_storage_account" "weights" {
  name                     = "stwvweights"
  resource_group_name      = "rg-llm-prod"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "ZRS"
}

resource "azurerm_log_analytics_workspace" "audit" {
  name                = "log-audit"
  resource_group_name = "rg-audit"
  location            = "westeurope"
  retention_in_days   = 365
}

resource "azurerm_log_analytics_workspace_table" "blob_logs" {
  workspace_id            = azurerm_log_analytics_workspace.audit.id
  name                    = "StorageBlobLogs"
  retention_in_days       = 30
  total_retention_in_days = 30
}

resource "azurerm_monitor_diagnostic_setting" "blob" {
  name                       = "blob-audit"
  target_resource_id         = "${azurerm_storage_account.weights.id}/blobServices/default"
  log_analytics_workspace_id = azurerm_log_analytics_workspace.audit.id
  enabled_log {
    category = "StorageRead"
  }
}
