# why: the rule asks the right question, but of the operations workspace; the reads of this account go to the audit workspace
# at: azurerm_storage_account.weights
resource "azurerm_storage_account" "weights" {
  name                     = "stklweights"
  resource_group_name      = "rg-llm-prod"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "ZRS"
}

resource "azurerm_log_analytics_workspace" "this" {
  for_each            = toset(["audit", "ops"])
  name                = "log-${each.key}"
  resource_group_name = "rg-logs"
  location            = "westeurope"
  retention_in_days   = 365
}

resource "azurerm_monitor_diagnostic_setting" "blob" {
  name                       = "audit"
  target_resource_id         = "${azurerm_storage_account.weights.id}/blobServices/default"
  log_analytics_workspace_id = azurerm_log_analytics_workspace.this["audit"].id
  enabled_log {
    category = "StorageRead"
  }
}

resource "azurerm_monitor_action_group" "soc" {
  name                = "ag-soc"
  resource_group_name = "rg-logs"
  short_name          = "soc"
  sms_receiver {
    name         = "duty"
    country_code = "49"
    phone_number = "1700000000"
  }
}

resource "azurerm_monitor_scheduled_query_rules_alert_v2" "downloads" {
  name                 = "weights-downloads"
  resource_group_name  = "rg-logs"
  location             = "westeurope"
  scopes               = [azurerm_log_analytics_workspace.this["ops"].id]
  evaluation_frequency = "PT5M"
  window_duration      = "PT15M"
  severity             = 1
  criteria {
    query                   = "StorageBlobLogs | where OperationName == 'GetBlob' | summarize sum(ResponseBodySize) by CallerIpAddress"
    time_aggregation_method = "Total"
    metric_measure_column   = "sum_ResponseBodySize"
    operator                = "GreaterThan"
    threshold               = 20000000000
  }
  action {
    action_groups = [azurerm_monitor_action_group.soc.id]
  }
}
