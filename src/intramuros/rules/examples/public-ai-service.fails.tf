resource "azurerm_cognitive_account" "openai" {
  name                  = "oai-klinik"
  location              = "swedencentral"
  resource_group_name   = "rg-ai-prod"
  kind                  = "OpenAI"
  sku_name              = "S0"
  custom_subdomain_name = "oai-klinik"
  # public_network_access_enabled is left out: the default is true
}
