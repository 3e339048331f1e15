# why: the allow at 200 names an application security group that no development machine is a member of, and the deny of VirtualNetwork at 300 stops all others
# at: azurerm_virtual_network_peering.dev_to_prod
resource "azurerm_virtual_network" "this" {
  for_each            = { dev = "10.64.0.0/16", prod = "10.24.0.0/16" }
  name                = "vnet-${each.key}"
  location            = "westeurope"
  resource_group_name = "rg-${each.key}"
  address_space       = [each.value]
  tags                = { env = each.key }
}

resource "azurerm_subnet" "work" {
  for_each             = azurerm_virtual_network.this
  name                 = "snet-work"
  resource_group_name  = each.value.resource_group_name
  virtual_network_name = each.value.name
  address_prefixes     = [cidrsubnet(one(each.value.address_space), 8, 0)]
}

resource "azurerm_application_security_group" "portal" {
  name                = "asg-portal"
  location            = "westeurope"
  resource_group_name = "rg-prod"
}

resource "azurerm_network_security_group" "prod" {
  name                = "nsg-prod"
  location            = "westeurope"
  resource_group_name = "rg-prod"
  security_rule {
    name                                  = "portal-to-model"
    priority                              = 200
    direction                             = "Inbound"
    access                                = "Allow"
    protocol                              = "Tcp"
    source_port_range                     = "*"
    destination_port_range                = "8000"
    source_application_security_group_ids = [azurerm_application_security_group.portal.id]
    destination_address_prefix            = "*"
  }
  security_rule {
    name                       = "deny-rest"
    priority                   = 300
    direction                  = "Inbound"
    access                     = "Deny"
    protocol                   = "*"
    source_port_range          = "*"
    destination_port_range     = "*"
    source_address_prefix      = "VirtualNetwork"
    destination_address_prefix = "*"
  }
}

resource "azurerm_subnet_network_security_group_association" "prod" {
  subnet_id                 = azurerm_subnet.work["prod"].id
  network_security_group_id = azurerm_network_security_group.prod.id
}

resource "azurerm_virtual_network_peering" "dev_to_prod" {
  name                      = "dev-to-prod"
  resource_group_name       = "rg-dev"
  virtual_network_name      = azurerm_virtual_network.this["dev"].name
  remote_virtual_network_id = azurerm_virtual_network.this["prod"].id
}

resource "azurerm_virtual_network_peering" "prod_to_dev" {
  name                      = "prod-to-dev"
  resource_group_name       = "rg-prod"
  virtual_network_name      = azurerm_virtual_network.this["prod"].name
  remote_virtual_network_id = azurerm_virtual_network.this["dev"].id
}
