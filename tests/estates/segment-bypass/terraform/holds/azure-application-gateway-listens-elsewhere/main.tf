# why: below reaches the gateway's subnet on 443 alone, where nothing answers: its private listener stands on 8443
# at: azurerm_virtual_network_peering.down
provider "azurerm" {
  features {}
}

locals {
  nets = { prod = "10.11.0.0/16", dev = "10.91.0.0/16" }
}

resource "azurerm_resource_group" "this" {
  for_each = local.nets
  name     = "rg-hko-${each.key}"
  location = "westeurope"
  tags     = { env = each.key }
}

resource "azurerm_virtual_network" "this" {
  for_each            = local.nets
  name                = "vnet-${each.key}"
  location            = "westeurope"
  resource_group_name = azurerm_resource_group.this[each.key].name
  address_space       = [each.value]
}

resource "azurerm_subnet" "work" {
  for_each             = local.nets
  name                 = "work"
  resource_group_name  = azurerm_resource_group.this[each.key].name
  virtual_network_name = azurerm_virtual_network.this[each.key].name
  address_prefixes     = [cidrsubnet(each.value, 8, 1)]
}

resource "azurerm_subnet" "gateway" {
  name                 = "gateway"
  resource_group_name  = azurerm_resource_group.this["prod"].name
  virtual_network_name = azurerm_virtual_network.this["prod"].name
  address_prefixes     = ["10.11.2.0/24"]
}

resource "azurerm_virtual_network_peering" "down" {
  name                      = "down"
  resource_group_name       = azurerm_resource_group.this["dev"].name
  virtual_network_name      = azurerm_virtual_network.this["dev"].name
  remote_virtual_network_id = azurerm_virtual_network.this["prod"].id
}

resource "azurerm_virtual_network_peering" "up" {
  name                      = "up"
  resource_group_name       = azurerm_resource_group.this["prod"].name
  virtual_network_name      = azurerm_virtual_network.this["prod"].name
  remote_virtual_network_id = azurerm_virtual_network.this["dev"].id
}

resource "azurerm_network_interface" "work" {
  for_each            = local.nets
  name                = "nic-${each.key}"
  location            = "westeurope"
  resource_group_name = azurerm_resource_group.this[each.key].name
  ip_configuration {
    name                          = "ip"
    subnet_id                     = azurerm_subnet.work[each.key].id
    private_ip_address_allocation = "Dynamic"
  }
}

resource "azurerm_linux_virtual_machine" "work" {
  for_each              = local.nets
  name                  = "vm-${each.key}"
  location              = "westeurope"
  resource_group_name   = azurerm_resource_group.this[each.key].name
  size                  = "Standard_D2s_v5"
  network_interface_ids = [azurerm_network_interface.work[each.key].id]
}

resource "azurerm_network_security_group" "prod" {
  name                = "nsg-prod"
  location            = "westeurope"
  resource_group_name = azurerm_resource_group.this["prod"].name
  security_rule {
    name                       = "below"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Deny"
    protocol                   = "*"
    source_address_prefix      = "10.91.0.0/16"
    source_port_range          = "*"
    destination_address_prefix = "10.11.1.0/24"
    destination_port_range     = "*"
  }
  security_rule {
    name                       = "below-to-the-rest-of-the-gateway"
    priority                   = 110
    direction                  = "Inbound"
    access                     = "Deny"
    protocol                   = "*"
    source_address_prefix      = "10.91.0.0/16"
    source_port_range          = "*"
    destination_address_prefix = "10.11.2.0/24"
    destination_port_ranges    = ["0-442", "444-65535"]
  }
}

resource "azurerm_subnet_network_security_group_association" "work" {
  subnet_id                 = azurerm_subnet.work["prod"].id
  network_security_group_id = azurerm_network_security_group.prod.id
}

resource "azurerm_subnet_network_security_group_association" "gateway" {
  subnet_id                 = azurerm_subnet.gateway.id
  network_security_group_id = azurerm_network_security_group.prod.id
}

resource "azurerm_application_gateway" "front" {
  name                = "agw-front"
  location            = "westeurope"
  resource_group_name = azurerm_resource_group.this["prod"].name
  sku {
    name     = "WAF_v2"
    tier     = "WAF_v2"
    capacity = 1
  }
  gateway_ip_configuration {
    name      = "stands"
    subnet_id = azurerm_subnet.gateway.id
  }
  frontend_ip_configuration {
    name                          = "front"
    subnet_id                     = azurerm_subnet.gateway.id
    private_ip_address_allocation = "Static"
    private_ip_address            = "10.11.2.10"
  }
  frontend_port {
    name = "https"
    port = 8443
  }
  backend_address_pool {
    name         = "work"
    ip_addresses = [azurerm_network_interface.work["prod"].private_ip_address]
  }
  backend_http_settings {
    name                  = "work"
    cookie_based_affinity = "Disabled"
    port                  = 8080
    protocol              = "Http"
  }
  http_listener {
    name                           = "in"
    frontend_ip_configuration_name = "front"
    frontend_port_name             = "https"
    protocol                       = "Https"
  }
  request_routing_rule {
    name                       = "in"
    rule_type                  = "Basic"
    priority                   = 1
    http_listener_name         = "in"
    backend_address_pool_name  = "work"
    backend_http_settings_name = "work"
  }
}
