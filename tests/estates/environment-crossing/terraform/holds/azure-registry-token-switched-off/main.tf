# why: the development app still carries the token's password, but the token is disabled
# at: azurerm_container_registry.models
provider "azurerm" {
  features {}
}

resource "azurerm_container_registry" "models" {
  name                = "crmodelsprod"
  resource_group_name = "rg-prod"
  location            = "westeurope"
  sku                 = "Premium"
  admin_enabled       = false
  tags                = { env = "prod", data-classification = "weights" }
}

resource "azurerm_container_registry_scope_map" "edge" {
  name                    = "edge"
  container_registry_name = azurerm_container_registry.models.name
  resource_group_name     = "rg-prod"
  actions                 = ["repositories/llm/content/read"]
}

resource "azurerm_container_registry_token" "edge" {
  name                    = "edge"
  container_registry_name = azurerm_container_registry.models.name
  resource_group_name     = "rg-prod"
  scope_map_id            = azurerm_container_registry_scope_map.edge.id
  enabled                 = false
}

resource "azurerm_container_registry_token_password" "edge" {
  container_registry_token_id = azurerm_container_registry_token.edge.id
  password1 {}
}

resource "azurerm_linux_web_app" "dev" {
  name                = "app-dev"
  resource_group_name = "rg-dev"
  location            = "westeurope"
  service_plan_id     = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-dev/providers/Microsoft.Web/serverFarms/plan"
  tags                = { env = "dev" }
  app_settings = {
    PULL = azurerm_container_registry_token_password.edge.password1[0].value
  }
  site_config {}
}
