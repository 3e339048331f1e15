resource "azurerm_cognitive_account" "openai" {
  name                          = "oai-klinik"
  location                      = "swedencentral"
  resource_group_name           = "rg-ai-prod"
  kind                          = "OpenAI"
  sku_name                      = "S0"
  custom_subdomain_name         = "oai-klinik"
  public_network_access_enabled = false
}

resource "azurerm_subnet" "endpoints" {
  name                 = "snet-endpoints"
  resource_group_name  = "rg-ai-prod"
  virtual_network_name = "vnet-prod"
  address_prefixes     = ["10.20.7.0/24"]
}

resource "azurerm_private_endpoint" "openai" {
  name                = "pe-openai"
  location            = "swedencentral"
  resource_group_name = "rg-ai-prod"
  subnet_id           = azurerm_subnet.endpoints.id
  private_service_connection {
    name                           = "openai"
    private_connection_resource_id = azurerm_cognitive_account.openai.id
    subresource_names              = ["account"]
    is_manual_connection           = false
  }
}
