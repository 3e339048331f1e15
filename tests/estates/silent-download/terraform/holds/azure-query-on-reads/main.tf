# why: the query names no table of its own account but takes every GetBlob of the workspace into which the reads of this account are written, and a mail goes out
# at: azurerm_storage_account.weights
resource "azurerm_storage_account" "weights" {
  name                     = "stslweights"
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
    category_group = "allLogs"
  }
}

resource "azurerm_monitor_action_group" "soc" {
  name                = "ag-soc"
  resource_group_name = "rg-audit"
  short_name          = "soc"
  email_receiver {
    name          = "soc"
    email_address = "soc@example.org"
  }
}

resource "azurerm_monitor_scheduled_query_rules_alert_v2" "downloads" {
  name                 = "downloads"
  resource_group_name  = "rg-audit"
  location             = "westeurope"
  scopes               = [azurerm_log_analytics_workspace.audit.id]
  evaluation_frequency = "PT5M"
  window_duration      = "PT15M"
  severity             = 1
  criteria {
    query                   = <<-KQL
      StorageBlobLogs
      | where Category == "StorageRead"
      | where OperationName in ("GetBlob", "DeleteBlob")
      | summarize bytes = sum(ResponseBodySize) by CallerIpAddress, bin(TimeGenerated, 5m)
    KQL
    time_aggregation_method = "Total"
    metric_measure_column   = "bytes"
    operator                = "GreaterThan"
    threshold               = 20000000000
  }
  action {
    action_groups = [azurerm_monitor_action_group.soc.id]
  }
}
