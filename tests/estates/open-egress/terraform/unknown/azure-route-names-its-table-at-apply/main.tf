# why: a longer route leads to the internet, but only apply tells to which table it belongs
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
resource "azurerm_route_table" "r" {
  name                = "rt"
  location            = "westeurope"
  resource_group_name = "rg-prod"
  route {
    name           = "d"
    address_prefix = "0.0.0.0/0"
    next_hop_type  = "None"
  }
}
resource "azurerm_subnet_route_table_association" "n" {
  subnet_id      = azurerm_subnet.llm.id
  route_table_id = azurerm_route_table.r.id
}

resource "azurerm_route" "out" {
  name                = "allow"
  resource_group_name = "rg-prod"
  route_table_name    = data.external.names.result.id
  address_prefix      = "8.0.0.0/6"
  next_hop_type       = "Internet"
}
