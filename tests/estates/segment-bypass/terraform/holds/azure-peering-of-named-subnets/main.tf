# why: the peering joins named subnets alone, and production’s machines stand in another one
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

resource "azurerm_subnet" "shared" {
  for_each             = local.networks
  name                 = "snet-shared"
  resource_group_name  = "rg-${each.key}"
  virtual_network_name = azurerm_virtual_network.this[each.key].name
  address_prefixes     = [cidrsubnet(each.value, 8, 2)]
}

resource "azurerm_network_security_group" "shared" {
  name                = "nsg-shared"
  location            = "westeurope"
  resource_group_name = "rg-prod"
  security_rule {
    name                       = "none"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Deny"
    protocol                   = "*"
    source_port_range          = "*"
    destination_port_range     = "*"
    source_address_prefix      = "*"
    destination_address_prefix = "*"
  }
}

resource "azurerm_subnet_network_security_group_association" "shared" {
  subnet_id                 = azurerm_subnet.shared["prod"].id
  network_security_group_id = azurerm_network_security_group.shared.id
}

resource "azurerm_virtual_network_peering" "this" {
  for_each                  = { dev = "prod", prod = "dev" }
  name                      = "to-${each.value}"
  resource_group_name       = "rg-${each.key}"
  virtual_network_name      = azurerm_virtual_network.this[each.key].name
  remote_virtual_network_id = azurerm_virtual_network.this[each.value].id
  peer_complete_virtual_networks_enabled = false
  local_subnet_names                     = ["snet-shared"]
  remote_subnet_names                    = ["snet-shared"]
}
