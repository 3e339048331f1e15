# why: peerings are not transitive, but both spokes route to the hub's firewall, forwarded traffic is accepted, and a network rule allows 10.0.0.0/8 to itself
# at: azurerm_firewall.hub
locals {
  spokes = { dev = "10.61.0.0/16", prod = "10.21.0.0/16" }
}

resource "azurerm_virtual_network" "hub" {
  name                = "vnet-hub"
  location            = "westeurope"
  resource_group_name = "rg-hub"
  address_space       = ["10.0.0.0/22"]
}

resource "azurerm_subnet" "firewall" {
  name                 = "AzureFirewallSubnet"
  resource_group_name  = "rg-hub"
  virtual_network_name = azurerm_virtual_network.hub.name
  address_prefixes     = ["10.0.0.0/26"]
}

resource "azurerm_firewall" "hub" {
  name                = "fw-hub"
  location            = "westeurope"
  resource_group_name = "rg-hub"
  sku_name            = "AZFW_VNet"
  sku_tier            = "Standard"
  ip_configuration {
    name                 = "ipconfig"
    subnet_id            = azurerm_subnet.firewall.id
    public_ip_address_id = azurerm_public_ip.firewall.id
  }
}

resource "azurerm_public_ip" "firewall" {
  name                = "pip-fw"
  location            = "westeurope"
  resource_group_name = "rg-hub"
  allocation_method   = "Static"
}

resource "azurerm_firewall_network_rule_collection" "east_west" {
  name                = "east-west"
  azure_firewall_name = azurerm_firewall.hub.name
  resource_group_name = "rg-hub"
  priority            = 200
  action              = "Allow"
  rule {
    name                  = "internal"
    source_addresses      = ["10.0.0.0/8"]
    destination_addresses = ["10.0.0.0/8"]
    destination_ports     = ["443", "5432"]
    protocols             = ["TCP"]
  }
}

resource "azurerm_virtual_network" "spoke" {
  for_each            = local.spokes
  name                = "vnet-${each.key}"
  location            = "westeurope"
  resource_group_name = "rg-${each.key}"
  address_space       = [each.value]
  tags                = { env = each.key }
}

resource "azurerm_subnet" "spoke" {
  for_each             = local.spokes
  name                 = "snet-work"
  resource_group_name  = "rg-${each.key}"
  virtual_network_name = azurerm_virtual_network.spoke[each.key].name
  address_prefixes     = [cidrsubnet(each.value, 8, 1)]
}

resource "azurerm_route_table" "spoke" {
  for_each            = local.spokes
  name                = "rt-${each.key}"
  location            = "westeurope"
  resource_group_name = "rg-${each.key}"
  route {
    name                   = "default"
    address_prefix         = "0.0.0.0/0"
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = azurerm_firewall.hub.ip_configuration[0].private_ip_address
  }
}

resource "azurerm_subnet_route_table_association" "spoke" {
  for_each       = local.spokes
  subnet_id      = azurerm_subnet.spoke[each.key].id
  route_table_id = azurerm_route_table.spoke[each.key].id
}

resource "azurerm_virtual_network_peering" "to_hub" {
  for_each                  = local.spokes
  name                      = "${each.key}-to-hub"
  resource_group_name       = "rg-${each.key}"
  virtual_network_name      = azurerm_virtual_network.spoke[each.key].name
  remote_virtual_network_id = azurerm_virtual_network.hub.id
  allow_forwarded_traffic   = true
}

resource "azurerm_virtual_network_peering" "from_hub" {
  for_each                  = local.spokes
  name                      = "hub-to-${each.key}"
  resource_group_name       = "rg-hub"
  virtual_network_name      = azurerm_virtual_network.hub.name
  remote_virtual_network_id = azurerm_virtual_network.spoke[each.key].id
}
