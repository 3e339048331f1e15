# why: DCsv3 offers SGX enclaves to applications made for them; a model server in a container runs outside of any
# at: azurerm_linux_virtual_machine.vllm
provider "azurerm" {
  features {}
  subscription_id = "11111111-1111-1111-1111-111111111111"
}

resource "azurerm_storage_account" "prompts" {
  name                     = "stklinikprompts"
  resource_group_name      = "rg-llm-prod"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "ZRS"
  tags                     = { data-classification = "prompts", env = "prod" }
}

resource "azurerm_role_assignment" "prompts" {
  scope                = azurerm_storage_account.prompts.id
  role_definition_name = "Storage Blob Data Contributor"
  principal_id         = azurerm_linux_virtual_machine.vllm.identity[0].principal_id
}

resource "azurerm_linux_virtual_machine" "vllm" {
  name                  = "vm-vllm"
  resource_group_name   = "rg-llm-prod"
  location              = "westeurope"
  size                  = "Standard_DC8s_v3"
  admin_username        = "ops"
  network_interface_ids = ["/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-llm-prod/providers/Microsoft.Network/networkInterfaces/nic"]
  tags                  = { env = "prod" }
  custom_data           = base64encode("docker run vllm/vllm-openai")
  identity {
    type = "SystemAssigned"
  }
  admin_ssh_key {
    username   = "ops"
    public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExampleExampleExampleExampleExampleExampleExa"
  }
  os_disk {
    caching                  = "ReadWrite"
    storage_account_type     = "Premium_LRS"
  }
  source_image_reference {
    publisher = "Canonical"
    offer     = "ubuntu-24_04-lts"
    sku       = "server"
    version   = "latest"
  }
}
