# why: the NSG denies the internet only; AllowVnetInBound (65000) covers peered networks, so development comes in on every port
# at: azurerm_virtual_network_peering.halves["dev"]
locals {
  nets = {
    dev  = { space = "10.62.0.0/16", other = "prod" }
    prod = { space = "10.22.0.0/16", other = "dev" }
  }
}

resource "azurerm_virtual_network" "net" {
  for_each            = local.nets
  name                = "vnet-${each.key}"
  location            = "northeurope"
  resource_group_name = "rg-${each.key}"
  address_space       = [each.value.space]
  tags                = { environment = each.key }

  subnet {
    name             = "snet-work"
    address_prefixes = [cidrsubnet(each.value.space, 8, 4)]
    security_group   = azurerm_network_security_group.net[each.key].id
  }
}

resource "azurerm_network_security_group" "net" {
  for_each            = local.nets
  name                = "nsg-${each.key}"
  location            = "northeurope"
  resource_group_name = "rg-${each.key}"
  security_rule {
    name                       = "deny-internet-in"
    priority                   = 4096
    direction                  = "Inbound"
    access                     = "Deny"
    protocol                   = "*"
    source_port_range          = "*"
    destination_port_range     = "*"
    source_address_prefix      = "Internet"
    destination_address_prefix = "*"
  }
}

resource "azurerm_virtual_network_peering" "halves" {
  for_each                  = local.nets
  name                      = "to-${each.value.other}"
  resource_group_name       = "rg-${each.key}"
  virtual_network_name      = azurerm_virtual_network.net[each.key].name
  remote_virtual_network_id = azurerm_virtual_network.net[each.value.other].id
}
