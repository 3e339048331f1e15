# why: nobody has declared the half of production, and a peering carries nothing before both halves are there
# at: azurerm_virtual_network_peering.dev
locals {
  nets = {
    dev  = { space = "10.62.0.0/16" }
    prod = { space = "10.22.0.0/16" }
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

resource "azurerm_virtual_network_peering" "dev" {
  name                      = "to-prod"
  resource_group_name       = "rg-dev"
  virtual_network_name      = azurerm_virtual_network.net["dev"].name
  remote_virtual_network_id = azurerm_virtual_network.net["prod"].id
}
