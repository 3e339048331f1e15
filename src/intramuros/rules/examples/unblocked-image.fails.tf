resource "azurerm_container_registry" "models" {
  name                      = "crexamplemodels"
  resource_group_name       = "rg-llm-prod"
  location                  = "westeurope"
  sku                       = "Premium"
  quarantine_policy_enabled = false
}
resource "azurerm_security_center_subscription_pricing" "containers" {
  tier          = "Standard"
  resource_type = "Containers"
}
