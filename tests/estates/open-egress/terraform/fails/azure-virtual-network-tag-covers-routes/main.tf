# why: the tag VirtualNetwork covers the prefixes of user-defined routes, 0.0.0.0/0 among them: rule 100 lets everything to the firewall before the deny at 200, and the firewall allows all
# at: azurerm_container_group.tgi
resource "azurerm_virtual_network" "prod" {
  name                = "vnet-prod"
  location            = "westeurope"
  resource_group_name = "rg-prod"
  address_space       = ["10.45.0.0/16"]
}

resource "azurerm_subnet" "firewall" {
  name                 = "AzureFirewallSubnet"
  resource_group_name  = "rg-prod"
  virtual_network_name = azurerm_virtual_network.prod.name
  address_prefixes     = ["10.45.0.0/26"]
}

resource "azurerm_subnet" "tgi" {
  name                 = "snet-tgi"
  resource_group_name  = "rg-prod"
  virtual_network_name = azurerm_virtual_network.prod.name
  address_prefixes     = ["10.45.2.0/24"]
}

resource "azurerm_network_security_group" "tgi" {
  name                = "nsg-tgi"
  location            = "westeurope"
  resource_group_name = "rg-prod"

  dynamic "security_rule" {
    for_each = { Allow = ["VirtualNetwork", 100], Deny = ["Internet", 200] }
    content {
      name                       = "${lower(security_rule.key)}-${lower(security_rule.value[0])}"
      priority                   = security_rule.value[1]
      direction                  = "Outbound"
      access                     = security_rule.key
      protocol                   = "*"
      source_port_range          = "*"
      destination_port_range     = "*"
      source_address_prefix      = "*"
      destination_address_prefix = security_rule.value[0]
    }
  }
}

resource "azurerm_subnet_network_security_group_association" "tgi" {
  subnet_id                 = azurerm_subnet.tgi.id
  network_security_group_id = azurerm_network_security_group.tgi.id
}

resource "azurerm_firewall" "prod" {
  name                = "fw-prod"
  location            = "westeurope"
  resource_group_name = "rg-prod"
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
  resource_group_name = "rg-prod"
  allocation_method   = "Static"
}

resource "azurerm_firewall_network_rule_collection" "out" {
  name                = "out"
  azure_firewall_name = azurerm_firewall.prod.name
  resource_group_name = "rg-prod"
  priority            = 100
  action              = "Allow"
  rule {
    name                  = "all"
    source_addresses      = ["10.45.0.0/16"]
    destination_addresses = ["*"]
    destination_ports     = ["443"]
    protocols             = ["TCP"]
  }
}

resource "azurerm_route_table" "forced" {
  name                = "rt-forced"
  location            = "westeurope"
  resource_group_name = "rg-prod"
  route {
    name                   = "default"
    address_prefix         = "0.0.0.0/0"
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = azurerm_firewall.prod.ip_configuration[0].private_ip_address
  }
}

resource "azurerm_subnet_route_table_association" "tgi" {
  subnet_id      = azurerm_subnet.tgi.id
  route_table_id = azurerm_route_table.forced.id
}

resource "azurerm_container_group" "tgi" {
  name                = "aci-tgi"
  location            = "westeurope"
  resource_group_name = "rg-prod"
  os_type             = "Linux"
  ip_address_type     = "Private"
  subnet_ids          = [azurerm_subnet.tgi.id]
  container {
    name   = "tgi"
    image  = "crprod.azurecr.io/text-generation-inference:2.4"
    cpu    = 8
    memory = 64
  }
}
