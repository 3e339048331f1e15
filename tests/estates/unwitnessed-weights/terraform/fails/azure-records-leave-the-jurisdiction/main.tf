# why: the workspace that takes the records lies in East US 2, outside the jurisdiction
# at: azurerm_storage_account.weights
locals {
  central_region = "East US 2"
}

resource "azurerm_storage_account" "weights" {
  name                     = "stptweights"
  resource_group_name      = "rg-llm-prod"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "ZRS"
}

resource "azurerm_log_analytics_workspace" "soc" {
  name                = "log-soc"
  resource_group_name = "rg-soc"
  location            = local.central_region
  retention_in_days   = 365
}

resource "azurerm_monitor_diagnostic_setting" "blob" {
  name                       = "to-soc"
  target_resource_id         = "${azurerm_storage_account.weights.id}/blobServices/default"
  log_analytics_workspace_id = azurerm_log_analytics_workspace.soc.id
  enabled_log {
    category_group = "allLogs"
  }
}
