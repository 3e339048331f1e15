# why: the category group `audit` contains StorageRead, the target is the blob service, and the workspace in the EU keeps a year
# at: azurerm_storage_account.models["weights"]
locals {
  accounts = { weights = "weights", corpora = "training-data" }
}

resource "azurerm_storage_account" "models" {
  for_each                 = local.accounts
  name                     = "stvk${each.key}"
  resource_group_name      = "rg-llm-prod"
  location                 = "northeurope"
  account_tier             = "Standard"
  account_replication_type = "ZRS"
  tags                     = { data-classification = each.value }
}

resource "azurerm_log_analytics_workspace" "audit" {
  name                = "log-audit"
  resource_group_name = "rg-audit"
  location            = "northeurope"
  retention_in_days   = 365
}

resource "azurerm_monitor_diagnostic_setting" "blob" {
  for_each                   = azurerm_storage_account.models
  name                       = "audit"
  target_resource_id         = "${each.value.id}/blobServices/default"
  log_analytics_workspace_id = azurerm_log_analytics_workspace.audit.id
  enabled_log {
    category_group = "audit"
  }
}
