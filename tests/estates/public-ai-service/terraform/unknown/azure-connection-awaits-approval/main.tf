# why: the connection is a manual one: it stays Pending until the owner of the account approves it, which nothing here declares
# at: azurerm_cognitive_account.openai
resource "azurerm_cognitive_account" "openai" {
  name                          = "oai-klinik"
  location                      = "francecentral"
  resource_group_name           = "rg-ai-prod"
  kind                          = "OpenAI"
  sku_name                      = "S0"
  public_network_access_enabled = false
}

resource "azurerm_virtual_network" "prod" {
  name                = "vnet-prod"
  location            = "francecentral"
  resource_group_name = "rg-ai-prod"
  address_space       = ["10.22.0.0/16"]
}

resource "azurerm_subnet" "pe" {
  name                 = "snet-pe"
  resource_group_name  = "rg-ai-prod"
  virtual_network_name = azurerm_virtual_network.prod.name
  address_prefixes     = ["10.22.7.0/24"]
}

resource "azurerm_private_endpoint" "ai" {
  name                = "pe-ai"
  location            = "francecentral"
  resource_group_name = "rg-ai-prod"
  subnet_id           = azurerm_subnet.pe.id
  private_service_connection {
    name                           = "ai"
    private_connection_resource_id = azurerm_cognitive_account.openai.id
    subresource_names              = ["account"]
    is_manual_connection           = true
    request_message                = "please approve"
  }
}
