# why: both networks join the hub, each is associated with a table of its own and teaches it alone
# at: azurerm_virtual_hub.core
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

resource "azurerm_virtual_wan" "core" {
  name                = "wan"
  location            = "westeurope"
  resource_group_name = "rg-net"
}

resource "azurerm_virtual_hub" "core" {
  name                = "hub"
  location            = "westeurope"
  resource_group_name = "rg-net"
  virtual_wan_id      = azurerm_virtual_wan.core.id
  address_prefix      = "10.0.0.0/23"
}

resource "azurerm_virtual_hub_route_table" "own" {
  for_each       = local.networks
  name           = "rt-${each.key}"
  virtual_hub_id = azurerm_virtual_hub.core.id
}

resource "azurerm_virtual_hub_connection" "this" {
  for_each                  = local.networks
  name                      = each.key
  virtual_hub_id            = azurerm_virtual_hub.core.id
  remote_virtual_network_id = azurerm_virtual_network.this[each.key].id
  routing {
    associated_route_table_id = azurerm_virtual_hub_route_table.own[each.key].id
    propagated_route_table {
      route_table_ids = [azurerm_virtual_hub_route_table.own[each.key].id]
    }
  }
}
