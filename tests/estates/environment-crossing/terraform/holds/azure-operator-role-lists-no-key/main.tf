# why: Storage Account Backup Contributor and Reader manage and see the account, and neither lists its keys nor reads a blob
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

resource "azurerm_role_assignment" "agent" {
  scope                = azurerm_resource_group.prod.id
  role_definition_name = "Reader"
  principal_id         = azurerm_user_assigned_identity.dev.principal_id
}

resource "azurerm_role_assignment" "logs" {
  scope                = azurerm_resource_group.prod.id
  role_definition_name = "Log Analytics Reader"
  principal_id         = azurerm_user_assigned_identity.dev.principal_id
}
