# why: virtual_network_type Internal gives the gateway a private address only: the API without a key cannot be reached from the internet
# at: azurerm_api_management.gateway
resource "azurerm_virtual_network" "prod" {
  name                = "vnet-prod"
  location            = "westeurope"
  resource_group_name = "rg-llm-prod"
  address_space       = ["10.20.0.0/16"]
}

resource "azurerm_subnet" "apim" {
  name                 = "snet-apim"
  resource_group_name  = "rg-llm-prod"
  virtual_network_name = azurerm_virtual_network.prod.name
  address_prefixes     = ["10.20.9.0/27"]
}

resource "azurerm_api_management" "gateway" {
  name                 = "apim-llm"
  location             = "westeurope"
  resource_group_name  = "rg-llm-prod"
  publisher_name       = "Klinik"
  publisher_email      = "it@klinik.example"
  sku_name             = "Developer_1"
  virtual_network_type = "Internal"
  virtual_network_configuration {
    subnet_id = azurerm_subnet.apim.id
  }
}

resource "azurerm_api_management_api" "chat" {
  name                  = "chat"
  resource_group_name   = "rg-llm-prod"
  api_management_name   = azurerm_api_management.gateway.name
  revision              = "1"
  display_name          = "LLM chat"
  path                  = "chat"
  protocols             = ["https"]
  service_url           = "https://llm.internal.klinik.example/v1"
  subscription_required = false
}
