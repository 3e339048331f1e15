# why: the peering is open both ways, and the subnet may be of the production network: only apply tells
# at: azurerm_virtual_network_peering.b
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
  virtual_network_name            = data.external.names.result.id
  address_prefixes                = ["10.1.1.0/24"]
  default_outbound_access_enabled = false
}

resource "azurerm_virtual_network" "dev" {
  name                = "vnet-dev"
  location            = "westeurope"
  resource_group_name = "rg-dev"
  address_space       = ["10.2.0.0/16"]
  tags                = { environment = "dev" }
  subnet {
    name             = "w"
    address_prefixes = ["10.2.1.0/24"]
  }
}
resource "azurerm_virtual_network_peering" "a" {
  name                      = "a"
  resource_group_name       = "rg-prod"
  virtual_network_name      = azurerm_virtual_network.prod.name
  remote_virtual_network_id = azurerm_virtual_network.dev.id
}
resource "azurerm_virtual_network_peering" "b" {
  name                      = "b"
  resource_group_name       = "rg-dev"
  virtual_network_name      = azurerm_virtual_network.dev.name
  remote_virtual_network_id = azurerm_virtual_network.prod.id
}
