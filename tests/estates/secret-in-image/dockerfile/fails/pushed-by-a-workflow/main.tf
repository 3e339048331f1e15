provider "azurerm" {
  features {}
}

resource "azurerm_container_registry" "ward" {
  name                = "acrward"
  resource_group_name = "rg-ai"
  location            = "westeurope"
  sku                 = "Premium"
}
