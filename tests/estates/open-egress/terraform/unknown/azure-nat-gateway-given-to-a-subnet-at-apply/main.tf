# why: the subnet is private unless it is the one that gets the NAT gateway, which only apply tells
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
  default_outbound_access_enabled = false
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

resource "azurerm_public_ip" "n" {
  name                = "pip"
  location            = "westeurope"
  resource_group_name = "rg-prod"
  allocation_method   = "Static"
}
resource "azurerm_nat_gateway" "n" {
  name                = "nat"
  location            = "westeurope"
  resource_group_name = "rg-prod"
}
resource "azurerm_nat_gateway_public_ip_association" "n" {
  nat_gateway_id       = azurerm_nat_gateway.n.id
  public_ip_address_id = azurerm_public_ip.n.id
}
resource "azurerm_subnet_nat_gateway_association" "n" {
  subnet_id      = data.external.names.result.id
  nat_gateway_id = azurerm_nat_gateway.n.id
}
