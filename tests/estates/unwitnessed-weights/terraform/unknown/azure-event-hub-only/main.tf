# why: the records only pass through an event hub on their way to a SIEM: how long that keeps them, and where, is not known
# at: azurerm_storage_account.weights
resource "azurerm_storage_account" "weights" {
  name                     = "stbgweights"
  resource_group_name      = "rg-llm-prod"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "ZRS"
}

resource "azurerm_eventhub_namespace" "siem" {
  name                = "evhns-siem"
  resource_group_name = "rg-soc"
  location            = "westeurope"
  sku                 = "Standard"
}

resource "azurerm_eventhub_namespace_authorization_rule" "diagnostics" {
  name                = "diagnostics"
  namespace_name      = azurerm_eventhub_namespace.siem.name
  resource_group_name = "rg-soc"
  listen              = true
  send                = true
  manage              = true
}

resource "azurerm_monitor_diagnostic_setting" "blob" {
  name                           = "to-siem"
  target_resource_id             = "${azurerm_storage_account.weights.id}/blobServices/default"
  eventhub_name                  = "blob-reads"
  eventhub_authorization_rule_id = azurerm_eventhub_namespace_authorization_rule.diagnostics.id
  enabled_log {
    category = "StorageRead"
  }
}
