# why: NotActions subtracts within one role; Storage Account Key Operator gives listKeys back, and shared keys are on by default
# at: azurerm_role_assignment.keys
provider "azurerm" {
  features {}
  subscription_id = "0d3e1f52-6a41-4a0e-9a55-6b1c7d2e8f01"
}

resource "azurerm_resource_group" "prod" {
  name     = "rg-hko-prod"
  location = "germanywestcentral"
  tags     = { env = "prod" }
}

resource "azurerm_storage_account" "weights" {
  name                     = "sthkoweights"
  resource_group_name      = azurerm_resource_group.prod.name
  location                 = azurerm_resource_group.prod.location
  account_tier             = "Standard"
  account_replication_type = "ZRS"
  tags                     = { data-classification = "weights", env = "prod" }
}

data "azuread_user" "partner" {
  user_principal_name = "ops_partner.example#EXT#@hko.onmicrosoft.com"
}

resource "azurerm_role_definition" "operator" {
  name  = "External operator"
  scope = azurerm_resource_group.prod.id
  permissions {
    actions     = ["Microsoft.Storage/*/read"]
    not_actions = ["Microsoft.Storage/storageAccounts/listKeys/action"]
  }
  assignable_scopes = [azurerm_resource_group.prod.id]
}

resource "azurerm_role_assignment" "operator" {
  scope              = azurerm_resource_group.prod.id
  role_definition_id = azurerm_role_definition.operator.role_definition_resource_id
  principal_id       = data.azuread_user.partner.object_id
}

resource "azurerm_role_assignment" "keys" {
  scope                = azurerm_resource_group.prod.id
  role_definition_name = "Storage Account Key Operator Service Role"
  principal_id         = data.azuread_user.partner.object_id
}
