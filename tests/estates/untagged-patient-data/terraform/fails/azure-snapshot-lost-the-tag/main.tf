# why: a snapshot holds what its disk holds, but tags are not copied with the data, and it declares none of its own.
# at: azurerm_snapshot.ehr
provider "azurerm" {
  features {}
  subscription_id = "0d6a6b0a-52f3-4a0e-9d55-0f6f3a2a9c11"
}

resource "azurerm_managed_disk" "ehr" {
  name                 = "disk-db01"
  resource_group_name  = "rg-data-prod"
  location             = "westeurope"
  storage_account_type = "Premium_LRS"
  create_option        = "Empty"
  disk_size_gb         = 256
  tags                 = { data-classification = "records" }
}

resource "azurerm_snapshot" "ehr" {
  name                = "snap-db01"
  resource_group_name = "rg-data-prod"
  location            = "westeurope"
  create_option       = "Copy"
  source_uri          = azurerm_managed_disk.ehr.id
}
