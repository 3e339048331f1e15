# why: a rule that comes before the denial lets everything out, but only apply tells to which security group it belongs
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
resource "azurerm_network_security_group" "n" {
  name                = "nsg"
  location            = "westeurope"
  resource_group_name = "rg-prod"
  security_rule {
    name                       = "deny"
    priority                   = 4000
    direction                  = "Outbound"
    access                     = "Deny"
    protocol                   = "*"
    source_port_range          = "*"
    destination_port_range     = "*"
    source_address_prefix      = "*"
    destination_address_prefix = "Internet"
  }
}
resource "azurerm_subnet_network_security_group_association" "n" {
  subnet_id                 = azurerm_subnet.llm.id
  network_security_group_id = azurerm_network_security_group.n.id
}

resource "azurerm_network_security_rule" "out" {
  name                        = "allow"
  resource_group_name         = "rg-prod"
  network_security_group_name = data.external.names.result.id
  priority                    = 100
  direction                   = "Outbound"
  access                      = "Allow"
  protocol                    = "*"
  source_port_range           = "*"
  destination_port_range      = "*"
  source_address_prefix       = "*"
  destination_address_prefix  = "*"
}
