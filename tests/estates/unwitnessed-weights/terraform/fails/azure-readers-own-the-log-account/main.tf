# why: reads are archived to an account of the same resource group, on which the inference identity is Storage Blob Data Contributor: it may delete its own record
# at: azurerm_storage_account.weights
resource "azurerm_resource_group" "llm" {
  name     = "rg-llm-prod"
  location = "westeurope"
}

resource "azurerm_storage_account" "weights" {
  name                     = "stnrweights"
  resource_group_name      = azurerm_resource_group.llm.name
  location                 = azurerm_resource_group.llm.location
  account_tier             = "Standard"
  account_replication_type = "ZRS"
}

resource "azurerm_storage_account" "logs" {
  name                     = "stnrlogs"
  resource_group_name      = azurerm_resource_group.llm.name
  location                 = azurerm_resource_group.llm.location
  account_tier             = "Standard"
  account_replication_type = "ZRS"
}

resource "azurerm_user_assigned_identity" "inference" {
  name                = "id-inference"
  resource_group_name = azurerm_resource_group.llm.name
  location            = azurerm_resource_group.llm.location
}

resource "azurerm_role_assignment" "inference" {
  scope                = azurerm_resource_group.llm.id
  role_definition_name = "Storage Blob Data Contributor"
  principal_id         = azurerm_user_assigned_identity.inference.principal_id
}

resource "azurerm_monitor_diagnostic_setting" "blob" {
  name               = "archive"
  target_resource_id = "${azurerm_storage_account.weights.id}/blobServices/default"
  storage_account_id = azurerm_storage_account.logs.id
  enabled_log {
    category = "StorageRead"
  }
}
