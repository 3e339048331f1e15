# why: the alert watches Ingress, what is written to the account; a download shows in Egress only
# at: azurerm_storage_account.weights
resource "azurerm_storage_account" "weights" {
  name                     = "sthlweights"
  resource_group_name      = "rg-llm-prod"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "ZRS"
}

resource "azurerm_monitor_action_group" "soc" {
  name                = "ag-soc"
  resource_group_name = "rg-soc"
  short_name          = "soc"
  email_receiver {
    name          = "soc"
    email_address = "soc@example.org"
  }
}

resource "azurerm_monitor_metric_alert" "traffic" {
  name                = "weights-traffic"
  resource_group_name = "rg-soc"
  scopes              = [azurerm_storage_account.weights.id]
  dynamic_criteria {
    metric_namespace  = "Microsoft.Storage/storageAccounts"
    metric_name       = "Ingress"
    aggregation       = "Total"
    operator          = "GreaterThan"
    alert_sensitivity = "High"
  }
  action {
    action_group_id = azurerm_monitor_action_group.soc.id
  }
}
