# why: the subscription has no plan, but Defender for Storage is switched on for this account itself, and it calls on unusual downloads
# at: azurerm_storage_account.weights
resource "azurerm_storage_account" "weights" {
  name                     = "stqlweights"
  resource_group_name      = "rg-llm-prod"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "ZRS"
}

resource "azurerm_security_center_storage_defender" "weights" {
  storage_account_id                          = azurerm_storage_account.weights.id
  override_subscription_settings_enabled      = true
  malware_scanning_on_upload_enabled          = false
  sensitive_data_discovery_enabled            = true
}
