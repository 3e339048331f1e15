# why: a federated credential lets tokens of another tenant's issuer sign in as the managed identity, which reads the weights
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

resource "azurerm_user_assigned_identity" "sync" {
  name                = "id-model-sync"
  resource_group_name = azurerm_resource_group.prod.name
  location            = azurerm_resource_group.prod.location
}

resource "azurerm_federated_identity_credential" "vendor" {
  name                = "vendor"
  resource_group_name = azurerm_resource_group.prod.name
  parent_id           = azurerm_user_assigned_identity.sync.id
  issuer              = "https://login.microsoftonline.com/9c1d2e3f-4a5b-4c6d-8e7f-a0b1c2d3e4f5/v2.0"
  subject             = "5f0c9b8a-7d6e-4f5a-9b8c-1d2e3f4a5b6c"
  audience            = ["api://AzureADTokenExchange"]
}

resource "azurerm_role_assignment" "sync" {
  scope                = azurerm_storage_account.weights.id
  role_definition_name = "Storage Blob Data Contributor"
  principal_id         = azurerm_user_assigned_identity.sync.principal_id
}
