# why: a disk of the US is created as a copy of the disk with recordings
# at: azurerm_managed_disk.far
provider "azurerm" {
  features {}
}

resource "azurerm_managed_disk" "recordings" {
  name                 = "disk-rec"
  resource_group_name  = "rg-prod"
  location             = "westeurope"
  storage_account_type = "Premium_LRS"
  create_option        = "Empty"
  disk_size_gb         = 128
  tags = { data-classification = "phi" }
}

resource "azurerm_snapshot" "recordings" {
  name                = "snap-rec"
  resource_group_name = "rg-prod"
  location            = "westeurope"
  create_option       = "Copy"
  source_uri          = azurerm_managed_disk.recordings.id
}

resource "azurerm_managed_disk" "far" {
  name                 = "disk-far"
  resource_group_name  = "rg-prod"
  location             = "eastus"
  storage_account_type = "Premium_LRS"
  create_option        = "Copy"
  source_resource_id   = azurerm_snapshot.recordings.id
}
