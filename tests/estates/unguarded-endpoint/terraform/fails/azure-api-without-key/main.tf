# why: the API of the model turns the subscription key off and no policy validates a token; nothing filters before the service either
# at: azurerm_api_management.gateway
resource "azurerm_api_management" "gateway" {
  name                = "apim-llm"
  location            = "westeurope"
  resource_group_name = "rg-llm-prod"
  publisher_name      = "Klinik"
  publisher_email     = "it@klinik.example"
  sku_name            = "Premium_1"
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

resource "azurerm_api_management_api_policy" "chat" {
  api_name            = azurerm_api_management_api.chat.name
  api_management_name = azurerm_api_management.gateway.name
  resource_group_name = "rg-llm-prod"
  xml_content         = "<policies><inbound><base /><rate-limit calls=\"20\" renewal-period=\"60\" /></inbound></policies>"
}
