variable "target" {
  type = string
}

resource "azurerm_virtual_network" "prod" {
  name                = "vnet-prod"
  location            = "swedencentral"
  resource_group_name = "rg-ai-prod"
  address_space       = ["10.20.0.0/16"]
}

resource "azurerm_subnet" "pe" {
  name                 = "snet-pe"
  resource_group_name  = "rg-ai-prod"
  virtual_network_name = azurerm_virtual_network.prod.name
  address_prefixes     = ["10.20.7.0/24"]
}

resource "azurerm_private_endpoint" "ai" {
  name                = "pe-ai"
  location            = "swedencentral"
  resource_group_name = "rg-ai-prod"
  subnet_id           = azurerm_subnet.pe.id
  private_service_connection {
    name                           = "ai"
    private_connection_resource_id = var.target
    subresource_names              = ["account"]
    is_manual_connection           = false
  }
}
