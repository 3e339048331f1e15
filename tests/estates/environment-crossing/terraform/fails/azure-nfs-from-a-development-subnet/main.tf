# why: the account is served over NFS, which asks nobody who he is, and its firewall admits the subnet of a development machine
# at: azurerm_linux_virtual_machine.dev
provider "azurerm" {
  features {}
}

resource "azurerm_storage_account" "records" {
  name                     = "stprodrecords"
  resource_group_name      = "rg-prod"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "ZRS"
  account_kind              = "StorageV2"
  is_hns_enabled            = true
  nfsv3_enabled             = true
  shared_access_key_enabled = false
  network_rules {
    default_action             = "Deny"
    bypass                     = ["None"]
    virtual_network_subnet_ids = [azurerm_subnet.prod.id, azurerm_subnet.dev.id]
  }
  tags = { env = "prod", data-classification = "phi" }
}

resource "azurerm_virtual_network" "prod" {
  name                = "vnet-prod"
  resource_group_name = "rg-prod"
  location            = "westeurope"
  address_space       = ["10.1.0.0/16"]
  tags                = { env = "prod" }
}

resource "azurerm_subnet" "prod" {
  name                 = "snet-prod"
  resource_group_name  = "rg-prod"
  virtual_network_name = azurerm_virtual_network.prod.name
  address_prefixes     = ["10.1.1.0/24"]
  service_endpoints    = ["Microsoft.Storage"]
}

resource "azurerm_network_interface" "prod" {
  name                = "nic-prod"
  resource_group_name = "rg-prod"
  location            = "westeurope"
  ip_configuration {
    name                          = "ip"
    subnet_id                     = azurerm_subnet.prod.id
    private_ip_address_allocation = "Dynamic"
  }
}

resource "azurerm_linux_virtual_machine" "prod" {
  name                  = "vm-prod"
  resource_group_name   = "rg-prod"
  location              = "westeurope"
  size                  = "Standard_D4s_v5"
  admin_username        = "ops"
  network_interface_ids = [azurerm_network_interface.prod.id]
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
}

resource "azurerm_virtual_network" "dev" {
  name                = "vnet-dev"
  resource_group_name = "rg-dev"
  location            = "westeurope"
  address_space       = ["10.2.0.0/16"]
  tags                = { env = "dev" }
}

resource "azurerm_subnet" "dev" {
  name                 = "snet-dev"
  resource_group_name  = "rg-dev"
  virtual_network_name = azurerm_virtual_network.dev.name
  address_prefixes     = ["10.2.1.0/24"]
  service_endpoints    = ["Microsoft.Storage"]
}

resource "azurerm_network_interface" "dev" {
  name                = "nic-dev"
  resource_group_name = "rg-dev"
  location            = "westeurope"
  ip_configuration {
    name                          = "ip"
    subnet_id                     = azurerm_subnet.dev.id
    private_ip_address_allocation = "Dynamic"
  }
}

resource "azurerm_linux_virtual_machine" "dev" {
  name                  = "vm-dev"
  resource_group_name   = "rg-dev"
  location              = "westeurope"
  size                  = "Standard_D4s_v5"
  admin_username        = "ops"
  network_interface_ids = [azurerm_network_interface.dev.id]
  tags                  = { env = "dev" }
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
