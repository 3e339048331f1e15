# why: the public endpoint is off, and no private one leads there: its callers would have none
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
  public_network_access_enabled = false
}
