# why: the default route leads to an appliance at an address that nothing here declares: what it lets through is not known
# at: azurerm_container_group.tgi
resource "azurerm_virtual_network" "prod" {
  name                = "vnet-prod"
  location            = "westeurope"
  resource_group_name = "rg-prod"
  address_space       = ["10.44.0.0/16"]
}

resource "azurerm_subnet" "tgi" {
  name                 = "snet-tgi"
  resource_group_name  = "rg-prod"
  virtual_network_name = azurerm_virtual_network.prod.name
  address_prefixes     = ["10.44.2.0/24"]
}

resource "azurerm_route_table" "forced" {
  name                = "rt-forced"
  location            = "westeurope"
  resource_group_name = "rg-prod"
  route {
    name                   = "default"
    address_prefix         = "0.0.0.0/0"
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = "10.0.0.4"
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
