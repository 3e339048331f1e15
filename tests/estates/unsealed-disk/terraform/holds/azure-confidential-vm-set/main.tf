# why: a confidential VM's OS disk is sealed through secure_vm_disk_encryption_set_id, which takes the place of disk_encryption_set_id.
# at: azurerm_linux_virtual_machine.inference
provider "azurerm" {
  features {}
  subscription_id = "0d6a6b0a-52f3-4a0e-9d55-0f6f3a2a9c11"
}

resource "azurerm_disk_encryption_set" "cvm" {
  name                = "des-cvm"
  resource_group_name = "rg-llm-prod"
  location            = "westeurope"
  encryption_type     = "ConfidentialVmEncryptedWithCustomerKey"
  key_vault_key_id    = "https://kv-klinik.vault.azure.net/keys/cvm/0123456789abcdef0123456789abcdef"
  identity {
    type = "SystemAssigned"
  }
}

resource "azurerm_linux_virtual_machine" "inference" {
  name                  = "vm-inference"
  resource_group_name   = "rg-llm-prod"
  location              = "westeurope"
  size                  = "Standard_DC16as_v5"
  admin_username        = "ops"
  vtpm_enabled          = true
  secure_boot_enabled   = true
  network_interface_ids = ["/subscriptions/0d6a6b0a-52f3-4a0e-9d55-0f6f3a2a9c11/resourceGroups/rg-llm-prod/providers/Microsoft.Network/networkInterfaces/nic-inference"]
  tags                  = { data-classification = "weights" }
  os_disk {
    caching                          = "ReadWrite"
    storage_account_type             = "Premium_LRS"
    security_encryption_type         = "DiskWithVMGuestState"
    secure_vm_disk_encryption_set_id = azurerm_disk_encryption_set.cvm.id
  }
  source_image_reference {
    publisher = "Canonical"
    offer     = "ubuntu-24_04-lts"
    sku       = "cvm"
    version   = "latest"
  }
}
