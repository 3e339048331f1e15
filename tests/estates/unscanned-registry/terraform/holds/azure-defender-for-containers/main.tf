# why: the registry itself has no scanning setting; the subscription's plan Containers is Standard and scans what is pushed
# at: azurerm_container_registry.models
resource "azurerm_container_registry" "models" {
  name                = "crwlmodels"
  resource_group_name = "rg-llm-prod"
  location            = "westeurope"
  sku                 = "Basic"
}

resource "azurerm_security_center_subscription_pricing" "this" {
  for_each      = toset(["KeyVaults", "Containers"])
  tier          = "Standard"
  resource_type = each.key
}
