# why: infrastructure_encryption_enabled encrypts a second time with another key of Microsoft's; no customer-managed key is declared.
# at: azurerm_storage_account.recordings
provider "azurerm" {
  features {}
  subscription_id = "0d6a6b0a-52f3-4a0e-9d55-0f6f3a2a9c11"
}

resource "azurerm_storage_account" "recordings" {
  name                              = "stvisitvideo"
  resource_group_name               = "rg-telehealth-prod"
  location                          = "westeurope"
  account_tier                      = "Standard"
  account_replication_type          = "ZRS"
  infrastructure_encryption_enabled = true
  https_traffic_only_enabled        = true
  min_tls_version                   = "TLS1_2"
  tags                              = { data-classification = "recordings" }
}
