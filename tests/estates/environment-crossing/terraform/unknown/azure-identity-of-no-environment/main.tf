# why: the identity stands in a group that no tag or name places: it is neither production nor lower
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

resource "azurerm_resource_group" "tools" {
  name     = "rg-hko-tools"
  location = "germanywestcentral"
}

resource "azurerm_user_assigned_identity" "tools" {
  name                = "id-hko-tools"
  resource_group_name = azurerm_resource_group.tools.name
  location            = azurerm_resource_group.tools.location
}

resource "azurerm_role_assignment" "tools" {
  scope                = azurerm_storage_account.weights.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azurerm_user_assigned_identity.tools.principal_id
}
