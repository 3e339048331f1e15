# why: the plan Containers is bought on the hub's subscription; the registry lives in another one
# at: azurerm_container_registry.models
provider "azurerm" {
  features {}
  subscription_id = "11111111-1111-1111-1111-111111111111"
}

provider "azurerm" {
  alias = "hub"
  features {}
  subscription_id = "22222222-2222-2222-2222-222222222222"
}

resource "azurerm_container_registry" "models" {
  name                = "crvlmodels"
  resource_group_name = "rg-llm-prod"
  location            = "westeurope"
  sku                 = "Premium"
}

resource "azurerm_security_center_subscription_pricing" "containers" {
  provider      = azurerm.hub
  tier          = "Standard"
  resource_type = "Containers"
}
