# why: the model is served from a machine in Switzerland North; this charter approves the EU alone, and what a machine works on is processed where it stands.
# at: azurerm_linux_virtual_machine.inference["zrh"]
provider "azurerm" {
  features {}
  subscription_id = "0d6a6b0a-52f3-4a0e-9d55-0f6f3a2a9c11"
}

locals {
  sites = { fra = "germanywestcentral", zrh = "switzerlandnorth" }
}

resource "azurerm_linux_virtual_machine" "inference" {
  for_each              = local.sites
  name                  = "vm-llm-${each.key}"
  resource_group_name   = "rg-llm-prod"
  location              = each.value
  size                  = "Standard_NC24ads_A100_v4"
  admin_username        = "ops"
  network_interface_ids = ["/subscriptions/0d6a6b0a-52f3-4a0e-9d55-0f6f3a2a9c11/resourceGroups/rg-llm-prod/providers/Microsoft.Network/networkInterfaces/nic-${each.key}"]
  tags                  = { data-classification = "prompts" }
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
