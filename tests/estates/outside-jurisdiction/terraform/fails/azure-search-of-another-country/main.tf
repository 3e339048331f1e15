# why: the search index that the assistant reads stands in East US
# at: azurerm_search_service.index
provider "azurerm" {
  features {}
}

resource "azurerm_search_service" "index" {
  name                = "srch-clinic"
  resource_group_name = "rg-prod"
  location            = "eastus"
  sku                 = "standard"
  tags = { data-classification = "phi" }
}
