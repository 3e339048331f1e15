# why: callers bring a token, but no firewall reads the prompts on their way to Azure OpenAI: the gateway of an External VNet is on the internet
# at: azurerm_api_management.gateway
provider "azurerm" {
  subscription_id = "00000000-0000-0000-0000-0000000000a1"
  features {}
}

resource "azurerm_virtual_network" "edge" {
  name                = "vnet-edge"
  location            = "westeurope"
  resource_group_name = "rg-edge-prod"
  address_space       = ["10.30.0.0/16"]
}

resource "azurerm_subnet" "apim" {
  name                 = "snet-apim"
  resource_group_name  = "rg-edge-prod"
  virtual_network_name = azurerm_virtual_network.edge.name
  address_prefixes     = ["10.30.1.0/24"]
}

resource "azurerm_cognitive_account" "models" {
  name                          = "cog-hko-models"
  location                      = "westeurope"
  resource_group_name           = "rg-edge-prod"
  kind                          = "OpenAI"
  sku_name                      = "S0"
  custom_subdomain_name         = "hko-models"
  public_network_access_enabled = false
}

resource "azurerm_api_management" "gateway" {
  name                 = "apim-hko"
  location             = "westeurope"
  resource_group_name  = "rg-edge-prod"
  publisher_name       = "HKO"
  publisher_email      = "cloud@example.org"
  sku_name             = "Premium_1"
  virtual_network_type = "External"
  virtual_network_configuration {
    subnet_id = azurerm_subnet.apim.id
  }
}

resource "azurerm_api_management_api" "completions" {
  name                  = "completions"
  api_management_name   = azurerm_api_management.gateway.name
  resource_group_name   = "rg-edge-prod"
  revision              = "1"
  display_name          = "Completions"
  path                  = "openai"
  protocols             = ["https"]
  service_url           = "https://hko-models.openai.azure.com/openai"
  subscription_required = true
}
