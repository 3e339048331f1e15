# why: Virtual Machine Contributor runs commands on the machine, and whoever runs code there has its managed identity's token
# at: azurerm_role_assignment.consultant
provider "azurerm" {
  features {}
  subscription_id = "0d3e1f52-6a41-4a0e-9a55-6b1c7d2e8f01"
}

resource "azurerm_resource_group" "prod" {
  name     = "rg-hko-prod"
  location = "germanywestcentral"
  tags     = { env = "prod" }
}

resource "azurerm_storage_account" "weights" {
  name                     = "sthkoweights"
  resource_group_name      = azurerm_resource_group.prod.name
  location                 = azurerm_resource_group.prod.location
  account_tier             = "Standard"
  account_replication_type = "ZRS"
  shared_access_key_enabled = false
  tags                     = { data-classification = "weights", env = "prod" }
}

resource "azuread_invitation" "consultant" {
  user_email_address = "m.berger@consulting.example"
  redirect_url       = "https://portal.azure.com"
}

resource "azurerm_user_assigned_identity" "inference" {
  name                = "id-inference"
  resource_group_name = azurerm_resource_group.prod.name
  location            = azurerm_resource_group.prod.location
}

resource "azurerm_role_assignment" "inference" {
  scope                = azurerm_storage_account.weights.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azurerm_user_assigned_identity.inference.principal_id
}

resource "azurerm_linux_virtual_machine" "gpu" {
  name                  = "vm-gpu-01"
  resource_group_name   = azurerm_resource_group.prod.name
  location              = azurerm_resource_group.prod.location
  size                  = "Standard_NC24ads_A100_v4"
  admin_username        = "azureops"
  network_interface_ids = []
  admin_ssh_key {
    username   = "azureops"
    public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKm0 ops"
  }
  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "Premium_LRS"
  }
  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.inference.id]
  }
}

resource "azurerm_role_assignment" "consultant" {
  scope                = azurerm_linux_virtual_machine.gpu.id
  role_definition_name = "Virtual Machine Contributor"
  principal_id         = azuread_invitation.consultant.user_id
}
