# why: the NSG is open and the route leads to a firewall whose policy has no rule: it drops everything
# at: azurerm_linux_virtual_machine.llm
resource "azurerm_virtual_network" "ml" {
  name                = "vnet-ml"
  location            = "westeurope"
  resource_group_name = "rg-ml-prod"
  address_space       = ["10.43.0.0/16"]
}

resource "azurerm_subnet" "ml" {
  name                 = "snet-ml"
  resource_group_name  = "rg-ml-prod"
  virtual_network_name = azurerm_virtual_network.ml.name
  address_prefixes     = ["10.43.1.0/24"]
}

resource "azurerm_network_interface" "llm" {
  name                = "nic-llm"
  location            = "westeurope"
  resource_group_name = "rg-ml-prod"
  ip_configuration {
    name                          = "main"
    subnet_id                     = azurerm_subnet.ml.id
    private_ip_address_allocation = "Dynamic"
  }
}

resource "azurerm_linux_virtual_machine" "llm" {
  name                  = "vm-llm"
  location              = "westeurope"
  resource_group_name   = "rg-ml-prod"
  size                  = "Standard_NC24ads_A100_v4"
  admin_username        = "operator"
  network_interface_ids = [azurerm_network_interface.llm.id]
  custom_data           = base64encode("vllm serve /models/clinical")
  os_disk {
    caching              = "ReadOnly"
    storage_account_type = "Premium_LRS"
  }
}

resource "azurerm_network_security_group" "ml" {
  name                = "nsg-ml"
  location            = "westeurope"
  resource_group_name = "rg-ml-prod"
}

resource "azurerm_subnet_network_security_group_association" "ml" {
  subnet_id                 = azurerm_subnet.ml.id
  network_security_group_id = azurerm_network_security_group.ml.id
}

resource "azurerm_subnet" "firewall" {
  name                 = "AzureFirewallSubnet"
  resource_group_name  = "rg-ml-prod"
  virtual_network_name = azurerm_virtual_network.ml.name
  address_prefixes     = ["10.43.9.0/26"]
}

resource "azurerm_public_ip" "firewall" {
  name                = "pip-fw"
  location            = "westeurope"
  resource_group_name = "rg-ml-prod"
  allocation_method   = "Static"
}

resource "azurerm_firewall" "egress" {
  name                = "fw"
  location            = "westeurope"
  resource_group_name = "rg-ml-prod"
  sku_name            = "AZFW_VNet"
  sku_tier            = "Premium"
  firewall_policy_id  = azurerm_firewall_policy.egress.id
  ip_configuration {
    name                 = "main"
    subnet_id            = azurerm_subnet.firewall.id
    public_ip_address_id = azurerm_public_ip.firewall.id
  }
}

resource "azurerm_route_table" "egress" {
  name                = "rt-egress"
  location            = "westeurope"
  resource_group_name = "rg-ml-prod"
  route {
    name                   = "all"
    address_prefix         = "0.0.0.0/0"
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = azurerm_firewall.egress.ip_configuration[0].private_ip_address
  }
}

resource "azurerm_subnet_route_table_association" "ml" {
  subnet_id      = azurerm_subnet.ml.id
  route_table_id = azurerm_route_table.egress.id
}

resource "azurerm_firewall_policy" "egress" {
  name                = "fwp-egress"
  location            = "westeurope"
  resource_group_name = "rg-ml-prod"
}
