# why: Managed Identity Operator over the production identity, with a role that creates machines anywhere, starts a machine of one's own as that identity
# at: azurerm_role_assignment.operator
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
  shared_access_key_enabled = false
  tags                     = { data-classification = "weights", env = "prod" }
}

resource "azurerm_resource_group" "dev" {
  name     = "rg-hko-dev"
  location = "germanywestcentral"
  tags     = { env = "dev" }
}

resource "azurerm_user_assigned_identity" "dev" {
  name                = "id-hko-dev-agent"
  resource_group_name = azurerm_resource_group.dev.name
  location            = azurerm_resource_group.dev.location
}

resource "azurerm_user_assigned_identity" "serving" {
  name                = "id-serving"
  resource_group_name = azurerm_resource_group.prod.name
  location            = azurerm_resource_group.prod.location
  tags                = { env = "prod" }
}

resource "azurerm_role_assignment" "serving" {
  scope                = azurerm_storage_account.weights.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azurerm_user_assigned_identity.serving.principal_id
}

resource "azurerm_role_assignment" "operator" {
  scope                = azurerm_resource_group.prod.id
  role_definition_name = "Managed Identity Operator"
  principal_id         = azurerm_user_assigned_identity.dev.principal_id
}

resource "azurerm_role_assignment" "builder" {
  scope                = azurerm_resource_group.dev.id
  role_definition_name = "Contributor"
  principal_id         = azurerm_user_assigned_identity.dev.principal_id
}
