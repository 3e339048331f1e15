# why: the private endpoint stands in the hub, with which the callers’ network is peered
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

resource "azurerm_private_endpoint" "this" {
  for_each            = azurerm_cognitive_account.this
  name                = "pe-${each.key}"
  location            = "westeurope"
  resource_group_name = "rg-ai-prod"
  subnet_id           = azurerm_subnet.hub.id
  private_service_connection {
    name                           = each.key
    private_connection_resource_id = each.value.id
    subresource_names              = ["account"]
    is_manual_connection           = false
  }
}

resource "azurerm_virtual_network" "hub" {
  name                = "vnet-hub"
  location            = "westeurope"
  resource_group_name = "rg-net"
  address_space       = ["10.0.0.0/16"]
}

resource "azurerm_subnet" "hub" {
  name                 = "snet-pe"
  resource_group_name  = "rg-net"
  virtual_network_name = azurerm_virtual_network.hub.name
  address_prefixes     = ["10.0.7.0/24"]
}

resource "azurerm_virtual_network_peering" "out" {
  name                      = "to-hub"
  resource_group_name       = "rg-ai-prod"
  virtual_network_name      = azurerm_virtual_network.prod.name
  remote_virtual_network_id = azurerm_virtual_network.hub.id
}

resource "azurerm_virtual_network_peering" "back" {
  name                      = "to-prod"
  resource_group_name       = "rg-net"
  virtual_network_name      = azurerm_virtual_network.hub.name
  remote_virtual_network_id = azurerm_virtual_network.prod.id
}
