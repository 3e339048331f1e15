# why: the Recovery Services vault of the disks keeps its default, GeoRedundant: copies lie in the pair
# at: azurerm_recovery_services_vault.main
provider "azurerm" {
  features {}
}

resource "azurerm_managed_disk" "records" {
  name                 = "disk-records"
  resource_group_name  = "rg-prod"
  location             = "uksouth"
  storage_account_type = "Premium_LRS"
  create_option        = "Empty"
  disk_size_gb         = 128
  tags = { data-classification = "phi" }
}

resource "azurerm_linux_virtual_machine" "app" {
  name                  = "vm-app"
  location              = "uksouth"
  resource_group_name   = "rg-prod"
  size                  = "Standard_D4s_v5"
  admin_username        = "operator"
  network_interface_ids = []
  os_disk {
    caching              = "ReadOnly"
    storage_account_type = "Premium_LRS"
  }
}

resource "azurerm_virtual_machine_data_disk_attachment" "records" {
  managed_disk_id    = azurerm_managed_disk.records.id
  virtual_machine_id = azurerm_linux_virtual_machine.app.id
  lun                = 0
  caching            = "None"
}

resource "azurerm_recovery_services_vault" "main" {
  name                = "rsv"
  location            = "uksouth"
  resource_group_name = "rg-prod"
  sku                 = "Standard"
}

resource "azurerm_backup_policy_vm" "daily" {
  name                = "daily"
  resource_group_name = "rg-prod"
  recovery_vault_name = azurerm_recovery_services_vault.main.name
  backup {
    frequency = "Daily"
    time      = "23:00"
  }
  retention_daily {
    count = 10
  }
}

resource "azurerm_backup_protected_vm" "app" {
  resource_group_name = "rg-prod"
  recovery_vault_name = azurerm_recovery_services_vault.main.name
  source_vm_id        = azurerm_linux_virtual_machine.app.id
  backup_policy_id    = azurerm_backup_policy_vm.daily.id
}
