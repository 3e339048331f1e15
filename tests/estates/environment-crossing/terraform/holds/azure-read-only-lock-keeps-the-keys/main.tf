# why: keys are listed by POST, which a read-only lock refuses, and a contributor may not lift it
# at: azurerm_storage_account.weights
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

resource "azurerm_user_assigned_identity" "trial" {
  name                = "id-trial"
  resource_group_name = "rg-hko-dev"
  location            = "germanywestcentral"
  tags                = { env = "dev" }
}

resource "azurerm_role_assignment" "trial" {
  scope                = azurerm_storage_account.weights.id
  role_definition_name = "Contributor"
  principal_id         = azurerm_user_assigned_identity.trial.principal_id
}

resource "azurerm_management_lock" "weights" {
  name       = "keep"
  scope      = azurerm_resource_group.prod.id
  lock_level = "ReadOnly"
}
