# why: the subnet’s group lets virtual networks in, the group at the only interface denies development
# at: azurerm_virtual_network_peering.this["dev"]
locals {
  networks = { prod = "10.2.0.0/16", dev = "10.6.0.0/16" }
}

resource "azurerm_virtual_network" "this" {
  for_each            = local.networks
  name                = "vnet-${each.key}"
  location            = "westeurope"
  resource_group_name = "rg-${each.key}"
  address_space       = [each.value]
  tags                = { env = each.key }
}

resource "azurerm_subnet" "work" {
  for_each             = local.networks
  name                 = "snet-work"
  resource_group_name  = "rg-${each.key}"
  virtual_network_name = azurerm_virtual_network.this[each.key].name
  address_prefixes     = [cidrsubnet(each.value, 8, 1)]
}

resource "azurerm_virtual_network_peering" "this" {
  for_each                  = { dev = "prod", prod = "dev" }
  name                      = "to-${each.value}"
  resource_group_name       = "rg-${each.key}"
  virtual_network_name      = azurerm_virtual_network.this[each.key].name
  remote_virtual_network_id = azurerm_virtual_network.this[each.value].id
}

resource "azurerm_network_security_group" "prod" {
  name                = "nsg-prod"
  location            = "westeurope"
  resource_group_name = "rg-prod"
}

resource "azurerm_subnet_network_security_group_association" "prod" {
  subnet_id                 = azurerm_subnet.work["prod"].id
  network_security_group_id = azurerm_network_security_group.prod.id
}

resource "azurerm_network_interface" "db" {
  name                = "nic-db"
  location            = "westeurope"
  resource_group_name = "rg-prod"
  ip_configuration {
    name                          = "main"
    subnet_id                     = azurerm_subnet.work["prod"].id
    private_ip_address_allocation = "Dynamic"
  }
}

resource "azurerm_linux_virtual_machine" "db" {
  name                  = "vm-db"
  location              = "westeurope"
  resource_group_name   = "rg-prod"
  size                  = "Standard_D4s_v5"
  admin_username        = "operator"
  network_interface_ids = [azurerm_network_interface.db.id]
  os_disk {
    caching              = "ReadOnly"
    storage_account_type = "Premium_LRS"
  }
}

resource "azurerm_network_security_group" "nic" {
  name                = "nsg-nic"
  location            = "westeurope"
  resource_group_name = "rg-prod"
  security_rule {
    name                       = "dev"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Deny"
    protocol                   = "*"
    source_port_range          = "*"
    destination_port_range     = "*"
    source_address_prefix      = "10.6.0.0/16"
    destination_address_prefix = "*"
  }
}

resource "azurerm_network_interface_security_group_association" "db" {
  network_interface_id      = azurerm_network_interface.db.id
  network_security_group_id = azurerm_network_security_group.nic.id
}
