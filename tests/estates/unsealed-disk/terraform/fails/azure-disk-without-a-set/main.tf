# why: a managed disk without a disk encryption set is encrypted with Microsoft's key; the set in the same file is used by the other disk only.
# at: azurerm_managed_disk.cache["b"]
provider "azurerm" {
  features {}
  subscription_id = "0d6a6b0a-52f3-4a0e-9d55-0f6f3a2a9c11"
}

resource "azurerm_disk_encryption_set" "llm" {
  name                = "des-llm"
  resource_group_name = "rg-llm-prod"
  location            = "westeurope"
  key_vault_key_id    = "https://kv-klinik.vault.azure.net/keys/disks/0123456789abcdef0123456789abcdef"
  identity {
    type = "SystemAssigned"
  }
}

locals {
  disks = {
    a = { set = azurerm_disk_encryption_set.llm.id }
    b = { set = null }
  }
}

resource "azurerm_managed_disk" "cache" {
  for_each               = local.disks
  name                   = "disk-weights-${each.key}"
  resource_group_name    = "rg-llm-prod"
  location               = "westeurope"
  storage_account_type   = "Premium_LRS"
  create_option          = "Empty"
  disk_size_gb           = 512
  disk_encryption_set_id = each.value.set
  tags                   = { data-classification = "weights" }
}
