# why: the OS disk of the scale set names the encryption set, the data disk that keeps the model does not.
# at: azurerm_linux_virtual_machine_scale_set.vllm
provider "azurerm" {
  features {}
  subscription_id = "0d6a6b0a-52f3-4a0e-9d55-0f6f3a2a9c11"
}

data "azurerm_disk_encryption_set" "llm" {
  name                = "des-llm"
  resource_group_name = "rg-keys-prod"
}

resource "azurerm_linux_virtual_machine_scale_set" "vllm" {
  name                = "vmss-vllm"
  resource_group_name = "rg-llm-prod"
  location            = "westeurope"
  sku                 = "Standard_NC24ads_A100_v4"
  instances           = 2
  admin_username      = "ops"
  tags                = { data-classification = "weights" }

  admin_ssh_key {
    username   = "ops"
    public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBexampleexampleexampleexampleexample ops"
  }

  os_disk {
    caching                = "ReadWrite"
    storage_account_type   = "Premium_LRS"
    disk_encryption_set_id = data.azurerm_disk_encryption_set.llm.id
  }

  data_disk {
    lun                  = 0
    caching              = "None"
    disk_size_gb         = 1024
    storage_account_type = "Premium_LRS"
  }

  source_image_reference {
    publisher = "Canonical"
    offer     = "ubuntu-24_04-lts"
    sku       = "server"
    version   = "latest"
  }

  network_interface {
    name    = "nic"
    primary = true
    ip_configuration {
      name      = "internal"
      primary   = true
      subnet_id = "/subscriptions/0d6a6b0a-52f3-4a0e-9d55-0f6f3a2a9c11/resourceGroups/rg-net-prod/providers/Microsoft.Network/virtualNetworks/vnet-prod/subnets/llm"
    }
  }
}
