# why: public_network_access_enabled is left at true, but the firewall denies by default and admits the hospital's own ranges only; a private endpoint exists
# at: azurerm_cognitive_account.openai
resource "azurerm_cognitive_account" "openai" {
  name                  = "oai-klinik"
  location              = "swedencentral"
  resource_group_name   = "rg-ai-prod"
  kind                  = "OpenAI"
  sku_name              = "S0"
  custom_subdomain_name = "oai-klinik"
  network_acls {
    default_action = "Deny"
    ip_rules       = ["203.0.113.16/28"]
  }
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
    private_connection_resource_id = azurerm_cognitive_account.openai.id
    subresource_names              = ["account"]
    is_manual_connection           = false
  }
}
