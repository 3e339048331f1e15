# why: both networks join the hub, whose routing intent sends private packets to a firewall without any rule
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

resource "azurerm_virtual_hub_connection" "this" {
  for_each                  = local.networks
  name                      = each.key
  virtual_hub_id            = azurerm_virtual_hub.core.id
  remote_virtual_network_id = azurerm_virtual_network.this[each.key].id
}

resource "azurerm_firewall" "hub" {
  name                = "fw-hub"
  location            = "westeurope"
  resource_group_name = "rg-net"
  sku_name            = "AZFW_Hub"
  sku_tier            = "Standard"
  firewall_policy_id  = azurerm_firewall_policy.hub.id
  virtual_hub {
    virtual_hub_id  = azurerm_virtual_hub.core.id
    public_ip_count = 1
  }
}

resource "azurerm_firewall_policy" "hub" {
  name                = "fwp-hub"
  location            = "westeurope"
  resource_group_name = "rg-net"
}

resource "azurerm_virtual_hub_routing_intent" "private" {
  name           = "intent"
  virtual_hub_id = azurerm_virtual_hub.core.id
  routing_policy {
    name         = "private"
    destinations = ["PrivateTraffic"]
    next_hop     = azurerm_firewall.hub.id
  }
}
