# why: public access is on in name, but the firewall denies by default and admits nobody; the private endpoint is the way in
# at: azurerm_cognitive_account.this["language"]
locals {
  accounts = { language = "TextAnalytics", speech = "SpeechServices" }
}

resource "azurerm_virtual_network" "prod" {
  name                = "vnet-prod"
  location            = "westeurope"
  resource_group_name = "rg-ai-prod"
  address_space       = ["10.21.0.0/16"]
  subnet {
    name             = "snet-pe"
    address_prefixes = ["10.21.7.0/24"]
  }
}

resource "azurerm_cognitive_account" "this" {
  for_each                      = local.accounts
  name                          = "cog-${each.key}"
  location                      = "westeurope"
  resource_group_name           = "rg-ai-prod"
  kind                          = each.value
  sku_name                      = "S0"
  custom_subdomain_name         = "cog-${each.key}-klinik"
  network_acls {
    default_action = "Deny"
  }
}

resource "azurerm_private_endpoint" "this" {
  for_each            = azurerm_cognitive_account.this
  name                = "pe-${each.key}"
  location            = "westeurope"
  resource_group_name = "rg-ai-prod"
  subnet_id           = one(azurerm_virtual_network.prod.subnet).id
  private_service_connection {
    name                           = each.key
    private_connection_resource_id = each.value.id
    subresource_names              = ["account"]
    is_manual_connection           = false
  }
}
