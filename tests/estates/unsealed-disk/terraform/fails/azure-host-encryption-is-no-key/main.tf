# why: encryption_at_host_enabled moves the encryption to the host but keeps Microsoft's key; the OS disk names no disk encryption set.
# at: azurerm_linux_virtual_machine.inference
provider "azurerm" {
  features {}
  subscription_id = "0d6a6b0a-52f3-4a0e-9d55-0f6f3a2a9c11"
}

resource "azurerm_linux_virtual_machine" "inference" {
  name                       = "vm-inference"
  resource_group_name        = "rg-llm-prod"
  location                   = "westeurope"
  size                       = "Standard_NC24ads_A100_v4"
  admin_username             = "ops"
  encryption_at_host_enabled = true
  network_interface_ids      = ["/subscriptions/0d6a6b0a-52f3-4a0e-9d55-0f6f3a2a9c11/resourceGroups/rg-llm-prod/providers/Microsoft.Network/networkInterfaces/nic-inference"]
  tags                       = { data-classification = "weights" }
  admin_ssh_key {
    username   = "ops"
    public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBexampleexampleexampleexampleexample ops"
  }
  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "Premium_LRS"
  }
  source_image_reference {
    publisher = "Canonical"
    offer     = "ubuntu-24_04-lts"
    sku       = "server"
    version   = "latest"
  }
}
