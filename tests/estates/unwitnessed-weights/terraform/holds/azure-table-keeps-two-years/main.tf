# why: the workspace keeps 30 days, but the table StorageBlobLogs, where blob reads are written, has a total retention of two years
# at: azurerm_storage_account.weights
resource "azurerm_storage_account" "weights" {
  name                     = "stodweights"
  resource_group_name      = "rg-llm-prod"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "ZRS"
}

resource "azurerm_log_analytics_workspace" "ops" {
  name                = "log-ops"
  resource_group_name = "rg-ops"
  location            = "westeurope"
}

resource "azurerm_log_analytics_workspace_table" "this" {
  for_each                = toset(["StorageBlobLogs", "AzureActivity"])
  workspace_id            = azurerm_log_analytics_workspace.ops.id
  name                    = each.key
  retention_in_days       = 30
  total_retention_in_days = 730
}

resource "azurerm_monitor_diagnostic_setting" "blob" {
  name                       = "reads"
  target_resource_id         = "${azurerm_storage_account.weights.id}/blobServices/default"
  log_analytics_workspace_id = azurerm_log_analytics_workspace.ops.id
  enabled_log {
    category = "StorageRead"
  }
}
