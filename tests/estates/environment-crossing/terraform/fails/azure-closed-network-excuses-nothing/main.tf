# why: grants alone are judged: the private account refuses the development network today, and the grant is wrong all the same
# at: azurerm_role_assignment.agent
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
  public_network_access_enabled = false
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
  scope                = azurerm_storage_account.weights.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azurerm_user_assigned_identity.dev.principal_id
}
