# why: Standard_NC40ads_H100_v5 is the ordinary H100 size; the confidential one is NCC40ads
# at: azurerm_linux_virtual_machine.vllm
resource "azurerm_linux_virtual_machine" "vllm" {
  name                  = "vm-vllm"
  resource_group_name   = "rg-llm-prod"
  location              = "westeurope"
  size                  = "Standard_NC40ads_H100_v5"
  admin_username        = "ops"
  network_interface_ids = ["/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-llm-prod/providers/Microsoft.Network/networkInterfaces/nic"]
  vtpm_enabled          = true
  secure_boot_enabled   = true
  tags                  = { data-classification = "transcripts", workload = "llm-inference" }
  admin_ssh_key {
    username   = "ops"
    public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExampleExampleExampleExampleExampleExampleExa"
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
