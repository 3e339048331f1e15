# why: a token that pulls exists already, and it may make itself a password of it
# at: azurerm_role_assignment.dev
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

resource "azurerm_user_assigned_identity" "dev" {
  name                = "id-dev"
  resource_group_name = "rg-dev"
  location            = "westeurope"
  tags                = { env = "dev" }
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
  enabled                 = true
}

resource "azurerm_container_registry_token_password" "edge" {
  container_registry_token_id = azurerm_container_registry_token.edge.id
  password1 {}
}

resource "azurerm_role_definition" "narrow" {
  name  = "narrow"
  scope = "/subscriptions/00000000-0000-0000-0000-000000000000"
  permissions {
    actions = ["Microsoft.ContainerRegistry/registries/generateCredentials/action"]
  }
}

resource "azurerm_role_assignment" "dev" {
  scope              = azurerm_container_registry.models.id
  role_definition_id = azurerm_role_definition.narrow.role_definition_resource_id
  principal_id       = azurerm_user_assigned_identity.dev.principal_id
}
