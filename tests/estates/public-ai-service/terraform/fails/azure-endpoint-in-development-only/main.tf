# why: public access is off, but the only private endpoint stands in the development network: production's callers have no private way to it
# at: azurerm_search_service.kb
resource "azurerm_search_service" "kb" {
  name                          = "srch-klinik"
  location                      = "westeurope"
  resource_group_name           = "rg-ai-prod"
  sku                           = "standard"
  public_network_access_enabled = false
  tags                          = { env = "prod" }
}

resource "azurerm_virtual_network" "dev" {
  name                = "vnet-dev"
  location            = "westeurope"
  resource_group_name = "rg-dev"
  address_space       = ["10.60.0.0/16"]
  tags                = { env = "dev" }
}

resource "azurerm_subnet" "pe" {
  name                 = "snet-pe"
  resource_group_name  = "rg-dev"
  virtual_network_name = azurerm_virtual_network.dev.name
  address_prefixes     = ["10.60.7.0/24"]
}

resource "azurerm_private_endpoint" "search" {
  name                = "pe-search"
  location            = "westeurope"
  resource_group_name = "rg-dev"
  subnet_id           = azurerm_subnet.pe.id
  private_service_connection {
    name                           = "search"
    private_connection_resource_id = azurerm_search_service.kb.id
    subresource_names              = ["searchService"]
    is_manual_connection           = false
  }
}
