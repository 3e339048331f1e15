# why: NCC40ads_H100_v5 is a confidential size, and with security_encryption_type, vTPM and secure boot the machine is created as a confidential VM
# at: azurerm_linux_virtual_machine.vllm
locals {
  size = { prod = "Standard_NCC40ads_H100_v5", dev = "Standard_NC4as_T4_v3" }
}

resource "azurerm_linux_virtual_machine" "vllm" {
  name                  = "vm-vllm"
  resource_group_name   = "rg-llm-prod"
  location              = "westeurope"
  size                  = local.size["prod"]
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
    caching                  = "ReadWrite"
    storage_account_type     = "Premium_LRS"
    security_encryption_type = "DiskWithVMGuestState"
  }
  source_image_reference {
    publisher = "Canonical"
    offer     = "ubuntu-24_04-lts"
    sku       = "cvm"
    version   = "latest"
  }
}
