# why: diff_disk_settings Local keeps the OS disk on the host, gone with the machine; the data disk that lasts has an encryption set.
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

resource "azurerm_managed_disk" "models" {
  name                   = "disk-models"
  resource_group_name    = "rg-llm-prod"
  location               = "westeurope"
  storage_account_type   = "Premium_LRS"
  create_option          = "Empty"
  disk_size_gb           = 512
  disk_encryption_set_id = azurerm_disk_encryption_set.llm.id
  tags                   = { data-classification = "weights" }
}

resource "azurerm_linux_virtual_machine" "worker" {
  name                  = "vm-worker"
  resource_group_name   = "rg-llm-prod"
  location              = "westeurope"
  size                  = "Standard_D16ds_v5"
  admin_username        = "ops"
  network_interface_ids = ["/subscriptions/0d6a6b0a-52f3-4a0e-9d55-0f6f3a2a9c11/resourceGroups/rg-llm-prod/providers/Microsoft.Network/networkInterfaces/nic-worker"]
  tags                  = { data-classification = "weights" }
  os_disk {
    caching              = "ReadOnly"
    storage_account_type = "Standard_LRS"
    diff_disk_settings {
      option = "Local"
    }
  }
}

resource "azurerm_virtual_machine_data_disk_attachment" "models" {
  managed_disk_id    = azurerm_managed_disk.models.id
  virtual_machine_id = azurerm_linux_virtual_machine.worker.id
  lun                = 0
  caching            = "ReadOnly"
}
