# why: reads are recorded, but the workspace names no retention, and the default of Log Analytics is 30 days
# at: azurerm_storage_account.weights
resource "azurerm_storage_account" "weights" {
  name                     = "stllmweights"
  resource_group_name      = "rg-llm-prod"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "ZRS"
}

resource "azurerm_log_analytics_workspace" "audit" {
  name                = "log-audit"
  resource_group_name = "rg-audit"
  location            = "westeurope"
  sku                 = "PerGB2018"
}

resource "azurerm_monitor_diagnostic_setting" "blob" {
  name                       = "blob-audit"
  target_resource_id         = "${azurerm_storage_account.weights.id}/blobServices/default"
  log_analytics_workspace_id = azurerm_log_analytics_workspace.audit.id
  enabled_log {
    category_group = "audit"
  }
}
