# why: it may change the machine, but has neither a command to run there nor a disk to put under it
# at: azurerm_storage_account.records
provider "azurerm" {
  features {}
}

resource "azurerm_storage_account" "records" {
  name                     = "stprodrecords"
  resource_group_name      = "rg-prod"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "ZRS"
  shared_access_key_enabled = false
  tags = { env = "prod", data-classification = "phi" }
}

resource "azurerm_user_assigned_identity" "reader" {
  name                = "id-reader"
  resource_group_name = "rg-identities"
  location            = "westeurope"
  tags                = { env = "prod" }
}

resource "azurerm_role_assignment" "reader" {
  scope                = azurerm_storage_account.records.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azurerm_user_assigned_identity.reader.principal_id
}

resource "azurerm_virtual_network" "ward" {
  name                = "vnet-ward"
  resource_group_name = "rg-prod"
  location            = "westeurope"
  address_space       = ["10.1.0.0/16"]
}

resource "azurerm_subnet" "ward" {
  name                 = "snet-ward"
  resource_group_name  = "rg-prod"
  virtual_network_name = azurerm_virtual_network.ward.name
  address_prefixes     = ["10.1.1.0/24"]
}

resource "azurerm_network_interface" "ward" {
  name                = "nic-ward"
  resource_group_name = "rg-prod"
  location            = "westeurope"
  ip_configuration {
    name                          = "ip"
    subnet_id                     = azurerm_subnet.ward.id
    private_ip_address_allocation = "Dynamic"
  }
}

resource "azurerm_linux_virtual_machine" "ward" {
  name                  = "vm-ward"
  resource_group_name   = "rg-prod"
  location              = "westeurope"
  size                  = "Standard_D4s_v5"
  admin_username        = "ops"
  network_interface_ids = [azurerm_network_interface.ward.id]
  tags                  = { env = "prod" }
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
  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.reader.id]
  }
}

resource "azurerm_user_assigned_identity" "dev" {
  name                = "id-dev"
  resource_group_name = "rg-dev"
  location            = "westeurope"
  tags                = { env = "dev" }
}

resource "azurerm_role_definition" "narrow" {
  name  = "narrow"
  scope = "/subscriptions/00000000-0000-0000-0000-000000000000"
  permissions {
    actions      = ["Microsoft.Compute/virtualMachines/write", "Microsoft.Compute/virtualMachines/read"]
    data_actions = []
  }
}

resource "azurerm_role_assignment" "dev" {
  scope              = azurerm_linux_virtual_machine.ward.id
  role_definition_id = azurerm_role_definition.narrow.role_definition_resource_id
  principal_id       = azurerm_user_assigned_identity.dev.principal_id
}
