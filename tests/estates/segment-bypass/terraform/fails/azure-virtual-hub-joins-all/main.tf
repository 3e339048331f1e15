# why: connections of a virtual hub are associated with its defaultRouteTable and propagate to it unless they say otherwise, so both networks learn each other, and no NSG stands
# at: azurerm_virtual_hub.weu
resource "azurerm_virtual_wan" "wan" {
  name                = "vwan"
  location            = "westeurope"
  resource_group_name = "rg-wan"
}

resource "azurerm_virtual_hub" "weu" {
  name                = "vhub-weu"
  location            = "westeurope"
  resource_group_name = "rg-wan"
  virtual_wan_id      = azurerm_virtual_wan.wan.id
  address_prefix      = "10.1.0.0/23"
}

resource "azurerm_virtual_network" "spoke" {
  for_each            = { test = "10.65.0.0/16", prod = "10.25.0.0/16" }
  name                = "vnet-${each.key}"
  location            = "westeurope"
  resource_group_name = "rg-${each.key}"
  address_space       = [each.value]
  tags                = { env = each.key }
}

resource "azurerm_subnet" "work" {
  for_each             = azurerm_virtual_network.spoke
  name                 = "snet-work"
  resource_group_name  = each.value.resource_group_name
  virtual_network_name = each.value.name
  address_prefixes     = [cidrsubnet(one(each.value.address_space), 8, 0)]
}

resource "azurerm_virtual_hub_connection" "spoke" {
  for_each                  = azurerm_virtual_network.spoke
  name                      = "conn-${each.key}"
  virtual_hub_id            = azurerm_virtual_hub.weu.id
  remote_virtual_network_id = each.value.id
}
