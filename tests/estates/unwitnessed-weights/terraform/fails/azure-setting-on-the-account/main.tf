# why: blob reads are logged by the blob service; a diagnostic setting on the account itself knows metrics only
# at: azurerm_storage_account.weights
resource "azurerm_storage_account" "weights" {
  name                     = "stkkmweights"
  resource_group_name      = "rg-llm-prod"
  location                 = "germanywestcentral"
  account_tier             = "Standard"
  account_replication_type = "ZRS"
  tags                     = { data-classification = "weights" }
}

resource "azurerm_log_analytics_workspace" "audit" {
  name                = "log-audit"
  resource_group_name = "rg-audit"
  location            = "germanywestcentral"
  retention_in_days   = 365
}

resource "azurerm_monitor_diagnostic_setting" "weights" {
  name                       = "audit"
  target_resource_id         = azurerm_storage_account.weights.id
  log_analytics_workspace_id = azurerm_log_analytics_workspace.audit.id
  enabled_metric {
    category = "Transaction"
  }
}
