variable "env" {
  type = string
}

variable "space" {
  type = string
}

resource "azurerm_virtual_network" "this" {
  name                = "vnet-${var.env}"
  location            = "westeurope"
  resource_group_name = "rg-${var.env}"
  address_space       = [var.space]
  tags                = { env = var.env }
}

resource "azurerm_subnet" "work" {
  name                 = "snet-work"
  resource_group_name  = "rg-${var.env}"
  virtual_network_name = azurerm_virtual_network.this.name
  address_prefixes     = [cidrsubnet(var.space, 8, 0)]
}

output "id" {
  value = azurerm_virtual_network.this.id
}

output "name" {
  value = azurerm_virtual_network.this.name
}
