# why: a snapshot is encrypted as its source disk is, and that disk has no disk encryption set.
# at: azurerm_snapshot.before_upgrade
provider "azurerm" {
  features {}
  subscription_id = "0d6a6b0a-52f3-4a0e-9d55-0f6f3a2a9c11"
}

resource "azurerm_managed_disk" "ehr" {
  name                 = "disk-ehr"
  resource_group_name  = "rg-ehr-prod"
  location             = "westeurope"
  storage_account_type = "Premium_LRS"
  create_option        = "Empty"
  disk_size_gb         = 256
  tags                 = { data-classification = "records" }
}

resource "azurerm_snapshot" "before_upgrade" {
  name                = "snap-ehr-before-upgrade"
  resource_group_name = "rg-ehr-prod"
  location            = "westeurope"
  create_option       = "Copy"
  source_uri          = azurerm_managed_disk.ehr.id
}
