# why: nothing is peered, but a connection joins the two networks’ VPN gateways, which teach each other their ranges
# at: azurerm_virtual_network_gateway_connection.dev
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

resource "azurerm_subnet" "gateway" {
  for_each             = local.networks
  name                 = "GatewaySubnet"
  resource_group_name  = "rg-${each.key}"
  virtual_network_name = azurerm_virtual_network.this[each.key].name
  address_prefixes     = [cidrsubnet(each.value, 8, 255)]
}

resource "azurerm_virtual_network_gateway" "this" {
  for_each            = local.networks
  name                = "vgw-${each.key}"
  location            = "westeurope"
  resource_group_name = "rg-${each.key}"
  type                = "Vpn"
  sku                 = "VpnGw2AZ"
  ip_configuration {
    subnet_id            = azurerm_subnet.gateway[each.key].id
    public_ip_address_id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-net/providers/Microsoft.Network/publicIPAddresses/pip-${each.key}"
  }
}

resource "azurerm_virtual_network_gateway_connection" "dev" {
  name                            = "dev-prod"
  location                        = "westeurope"
  resource_group_name             = "rg-dev"
  type                            = "Vnet2Vnet"
  virtual_network_gateway_id      = azurerm_virtual_network_gateway.this["dev"].id
  peer_virtual_network_gateway_id = azurerm_virtual_network_gateway.this["prod"].id
  shared_key                      = var.key
}

variable "key" {
  type      = string
  sensitive = true
}
