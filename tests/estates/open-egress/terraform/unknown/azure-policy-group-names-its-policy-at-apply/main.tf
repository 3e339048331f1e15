# why: the rule group lets everything out, but only apply tells to which firewall policy it belongs
# at: azurerm_linux_virtual_machine.llm
data "external" "names" {
  program = ["./names"]
}

resource "azurerm_virtual_network" "prod" {
  name                = "vnet-prod"
  location            = "westeurope"
  resource_group_name = "rg-prod"
  address_space       = ["10.1.0.0/16"]
  tags                = { environment = "prod" }
}
resource "azurerm_subnet" "llm" {
  name                            = "llm"
  resource_group_name             = "rg-prod"
  virtual_network_name            = azurerm_virtual_network.prod.name
  address_prefixes                = ["10.1.1.0/24"]
  default_outbound_access_enabled = true
}
resource "azurerm_network_interface" "llm" {
  name                = "nic"
  location            = "westeurope"
  resource_group_name = "rg-prod"
  ip_configuration {
    name                          = "x"
    subnet_id                     = azurerm_subnet.llm.id
    private_ip_address_allocation = "Dynamic"
  }
}
resource "azurerm_linux_virtual_machine" "llm" {
  name                  = "vm-llm"
  location              = "westeurope"
  resource_group_name   = "rg-prod"
  size                  = "Standard_NC24ads_A100_v4"
  admin_username        = "x"
  network_interface_ids = [azurerm_network_interface.llm.id]
  tags                  = { environment = "prod", role = "inference" }
  os_disk {
    caching              = "None"
    storage_account_type = "Premium_LRS"
  }
}
resource "azurerm_subnet" "fw" {
  name                 = "AzureFirewallSubnet"
  resource_group_name  = "rg-prod"
  virtual_network_name = azurerm_virtual_network.prod.name
  address_prefixes     = ["10.1.2.0/24"]
}
resource "azurerm_firewall" "f" {
  name                = "fw"
  location            = "westeurope"
  resource_group_name = "rg-prod"
  sku_name            = "AZFW_VNet"
  sku_tier            = "Standard"
  firewall_policy_id  = azurerm_firewall_policy.p.id
  ip_configuration {
    name               = "x"
    subnet_id          = azurerm_subnet.fw.id
    private_ip_address = "10.1.2.4"
  }
}
resource "azurerm_route_table" "r" {
  name                = "rt"
  location            = "westeurope"
  resource_group_name = "rg-prod"
  route {
    name                   = "d"
    address_prefix         = "0.0.0.0/0"
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = azurerm_firewall.f.ip_configuration[0].private_ip_address
  }
}
resource "azurerm_subnet_route_table_association" "n" {
  subnet_id      = azurerm_subnet.llm.id
  route_table_id = azurerm_route_table.r.id
}

resource "azurerm_firewall_policy" "p" {
  name                = "p"
  location            = "westeurope"
  resource_group_name = "rg-prod"
}
resource "azurerm_firewall_policy_rule_collection_group" "g" {
  name               = "g"
  firewall_policy_id = data.external.names.result.id
  priority           = 100
  network_rule_collection {
    name     = "a"
    priority = 100
    action   = "Allow"
    rule {
      name                  = "x"
      protocols             = ["TCP"]
      source_addresses      = ["*"]
      destination_addresses = ["*"]
      destination_ports     = ["*"]
    }
  }
}
