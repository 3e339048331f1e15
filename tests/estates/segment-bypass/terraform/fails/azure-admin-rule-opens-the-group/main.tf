# why: the NSG denies development, but an admin rule that always allows it is asked first
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

resource "azurerm_subnet_network_security_group_association" "prod" {
  subnet_id                 = azurerm_subnet.work["prod"].id
  network_security_group_id = azurerm_network_security_group.prod.id
}

resource "azurerm_network_manager" "hospital" {
  name                = "avnm"
  location            = "westeurope"
  resource_group_name = "rg-net"
  scope_accesses      = ["SecurityAdmin"]
  scope {
    subscription_ids = ["/subscriptions/00000000-0000-0000-0000-000000000001"]
  }
}

resource "azurerm_network_manager_network_group" "ml" {
  name               = "ml"
  network_manager_id = azurerm_network_manager.hospital.id
}

resource "azurerm_network_manager_static_member" "ml" {
  name                      = "ml"
  network_group_id          = azurerm_network_manager_network_group.ml.id
  target_virtual_network_id = azurerm_virtual_network.this["prod"].id
}

resource "azurerm_network_manager_security_admin_configuration" "base" {
  name               = "base"
  network_manager_id = azurerm_network_manager.hospital.id
}

resource "azurerm_network_manager_admin_rule_collection" "base" {
  name                            = "base"
  security_admin_configuration_id = azurerm_network_manager_security_admin_configuration.base.id
  network_group_ids               = [azurerm_network_manager_network_group.ml.id]
}

resource "azurerm_network_manager_admin_rule" "one" {
  name                     = "one"
  admin_rule_collection_id = azurerm_network_manager_admin_rule_collection.base.id
  action                   = "AlwaysAllow"
  direction                = "Inbound"
  priority                 = 10
  protocol                 = "Any"
  source_port_ranges       = ["0-65535"]
  destination_port_ranges  = ["0-65535"]
  source {
    address_prefix_type = "IPPrefix"
    address_prefix      = "10.6.0.0/16"
  }
  destination {
    address_prefix_type = "IPPrefix"
    address_prefix      = "*"
  }
}

resource "azurerm_network_manager_deployment" "base" {
  network_manager_id = azurerm_network_manager.hospital.id
  location           = "westeurope"
  scope_access       = "SecurityAdmin"
  configuration_ids  = [azurerm_network_manager_security_admin_configuration.base.id]
}
