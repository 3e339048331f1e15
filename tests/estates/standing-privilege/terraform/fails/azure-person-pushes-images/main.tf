# why: AcrPush lets the person replace the image with the weights; the expiring assignment beside it does not end this one
# at: azurerm_role_assignment.push
provider "azurerm" {
  features {}
  subscription_id = "0d3e1f52-6a41-4a0e-9a55-6b1c7d2e8f01"
}

resource "azurerm_resource_group" "prod" {
  name     = "rg-hko-prod"
  location = "germanywestcentral"
  tags     = { env = "prod" }
}

resource "azurerm_container_registry" "models" {
  name                = "acrhkomodels"
  resource_group_name = azurerm_resource_group.prod.name
  location            = azurerm_resource_group.prod.location
  sku                 = "Premium"
  admin_enabled       = false
  tags                = { data-classification = "weights" }
}

data "azuread_user" "engineer" {
  user_principal_name = "a.hofer@hko.example"
}

data "azurerm_role_definition" "delete" {
  name = "AcrDelete"
}

resource "azurerm_pim_active_role_assignment" "delete" {
  scope              = azurerm_container_registry.models.id
  role_definition_id = data.azurerm_role_definition.delete.id
  principal_id       = data.azuread_user.engineer.object_id
  schedule {
    start_date_time = "2026-11-23T08:00:00Z"
    expiration {
      duration_hours = 8
    }
  }
}

resource "azurerm_role_assignment" "push" {
  scope                = azurerm_container_registry.models.id
  role_definition_name = "AcrPush"
  principal_id         = data.azuread_user.engineer.object_id
}
