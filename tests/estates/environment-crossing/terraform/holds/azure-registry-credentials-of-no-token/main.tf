# why: it may make passwords of tokens, but there is no token, and it may not write one
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

resource "azurerm_user_assigned_identity" "dev" {
  name                = "id-dev"
  resource_group_name = "rg-dev"
  location            = "westeurope"
  tags                = { env = "dev" }
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
