# why: the setting stands on the blob service but enables StorageWrite and StorageDelete; downloads are of the category StorageRead
# at: azurerm_storage_account.weights
resource "azurerm_storage_account" "weights" {
  name                     = "stgewichte"
  resource_group_name      = "rg-llm-prod"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "LRS"
  tags                     = { data-classification = "weights" }
}

resource "azurerm_log_analytics_workspace" "audit" {
  name                = "log-audit"
  resource_group_name = "rg-audit"
  location            = "westeurope"
  retention_in_days   = 365
}

resource "azurerm_monitor_diagnostic_setting" "blob" {
  name                       = "blob-audit"
  target_resource_id         = "${azurerm_storage_account.weights.id}/blobServices/default"
  log_analytics_workspace_id = azurerm_log_analytics_workspace.audit.id

  dynamic "enabled_log" {
    for_each = toset(["StorageWrite", "StorageDelete"])
    content {
      category = enabled_log.value
    }
  }
}
