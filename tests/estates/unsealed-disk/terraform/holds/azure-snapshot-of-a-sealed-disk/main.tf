# why: the snapshot names no encryption set; it carries the one of the disk it copies.
# at: azurerm_snapshot.weekly
provider "azurerm" {
  features {}
  subscription_id = "0d6a6b0a-52f3-4a0e-9d55-0f6f3a2a9c11"
}

resource "azurerm_disk_encryption_set" "ehr" {
  name                = "des-ehr"
  resource_group_name = "rg-ehr-prod"
  location            = "westeurope"
  encryption_type     = "EncryptionAtRestWithPlatformAndCustomerKeys"
  key_vault_key_id    = "https://kv-klinik.vault.azure.net/keys/ehr/0123456789abcdef0123456789abcdef"
  identity {
    type = "SystemAssigned"
  }
}

resource "azurerm_managed_disk" "ehr" {
  name                   = "disk-ehr"
  resource_group_name    = "rg-ehr-prod"
  location               = "westeurope"
  storage_account_type   = "Premium_ZRS"
  create_option          = "Empty"
  disk_size_gb           = 256
  disk_encryption_set_id = azurerm_disk_encryption_set.ehr.id
  tags                   = { data-classification = "records" }
}

resource "azurerm_snapshot" "weekly" {
  name                = "snap-ehr"
  resource_group_name = "rg-ehr-prod"
  location            = "westeurope"
  create_option       = "Copy"
  source_resource_id  = azurerm_managed_disk.ehr.id
}
