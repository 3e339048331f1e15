# why: the metric alert on Egress calls an action group that has no receiver
# at: azurerm_storage_account.weights
resource "azurerm_storage_account" "weights" {
  name                     = "stglweights"
  resource_group_name      = "rg-llm-prod"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "ZRS"
}

resource "azurerm_monitor_action_group" "soc" {
  name                = "ag-soc"
  resource_group_name = "rg-soc"
  short_name          = "soc"
}

resource "azurerm_monitor_metric_alert" "egress" {
  name                = "weights-egress"
  resource_group_name = "rg-soc"
  scopes              = [azurerm_storage_account.weights.id]
  criteria {
    metric_namespace = "Microsoft.Storage/storageAccounts"
    metric_name      = "Egress"
    aggregation      = "Total"
    operator         = "GreaterThan"
    threshold        = 20000000000
  }
  action {
    action_group_id = azurerm_monitor_action_group.soc.id
  }
}
