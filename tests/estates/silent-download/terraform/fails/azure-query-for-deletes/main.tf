# why: reads are recorded and the rule runs over that workspace, but its query looks for DeleteBlob alone
# at: azurerm_storage_account.weights
resource "azurerm_storage_account" "weights" {
  name                     = "stjlweights"
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

resource "azurerm_monitor_diagnostic_setting" "blob" {
  name                       = "audit"
  target_resource_id         = "${azurerm_storage_account.weights.id}/blobServices/default"
  log_analytics_workspace_id = azurerm_log_analytics_workspace.audit.id
  enabled_log {
    category_group = "audit"
  }
}

resource "azurerm_monitor_action_group" "soc" {
  name                = "ag-soc"
  resource_group_name = "rg-soc"
  short_name          = "soc"
  webhook_receiver {
    name        = "soc"
    service_uri = "https://soc.example.org/hook"
  }
}

resource "azurerm_monitor_scheduled_query_rules_alert_v2" "deletes" {
  name                 = "weights-gone"
  resource_group_name  = "rg-soc"
  location             = "westeurope"
  scopes               = [azurerm_log_analytics_workspace.audit.id]
  evaluation_frequency = "PT5M"
  window_duration      = "PT15M"
  severity             = 1
  criteria {
    query                   = <<-KQL
      StorageBlobLogs
      | where AccountName == "stjlweights" and OperationName == "DeleteBlob"
      | summarize count() by CallerIpAddress
    KQL
    time_aggregation_method = "Count"
    operator                = "GreaterThan"
    threshold               = 0
  }
  action {
    action_groups = [azurerm_monitor_action_group.soc.id]
  }
}
