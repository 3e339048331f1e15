# why: the same hub, with direct connectivity in the group: the spokes reach each other
# at: azurerm_network_manager_connectivity_configuration.all
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

resource "azurerm_network_manager" "hospital" {
  name                = "avnm"
  location            = "westeurope"
  resource_group_name = "rg-net"
  scope_accesses      = ["Connectivity"]
  scope {
    subscription_ids = ["/subscriptions/00000000-0000-0000-0000-000000000001"]
  }
}

resource "azurerm_network_manager_network_group" "all" {
  name               = "all"
  network_manager_id = azurerm_network_manager.hospital.id
}

resource "azurerm_network_manager_static_member" "all" {
  for_each                  = local.networks
  name                      = each.key
  network_group_id          = azurerm_network_manager_network_group.all.id
  target_virtual_network_id = azurerm_virtual_network.this[each.key].id
}

resource "azurerm_virtual_network" "hub" {
  name                = "vnet-hub"
  location            = "westeurope"
  resource_group_name = "rg-net"
  address_space       = ["10.0.0.0/16"]
}

resource "azurerm_network_manager_connectivity_configuration" "all" {
  name                  = "all"
  network_manager_id    = azurerm_network_manager.hospital.id
  connectivity_topology = "HubAndSpoke"
  applies_to_group {
    group_connectivity = "DirectlyConnected"
    network_group_id   = azurerm_network_manager_network_group.all.id
  }
  hub {
    resource_id   = azurerm_virtual_network.hub.id
    resource_type = "Microsoft.Network/virtualNetworks"
  }
}

resource "azurerm_network_manager_deployment" "all" {
  network_manager_id = azurerm_network_manager.hospital.id
  location           = "westeurope"
  scope_access       = "Connectivity"
  configuration_ids  = [azurerm_network_manager_connectivity_configuration.all.id]
}
