# why: the identity is production's, but a development machine carries it too: code on that machine reads production with its token
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

resource "azurerm_user_assigned_identity" "inference" {
  name                = "id-inference-prod"
  resource_group_name = azurerm_resource_group.prod.name
  location            = azurerm_resource_group.prod.location
}

resource "azurerm_role_assignment" "inference" {
  scope                = azurerm_storage_account.weights.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azurerm_user_assigned_identity.inference.principal_id
}

resource "azurerm_container_group" "bench" {
  name                = "aci-bench"
  resource_group_name = azurerm_resource_group.dev.name
  location            = azurerm_resource_group.dev.location
  os_type             = "Linux"
  ip_address_type     = "None"
  tags                = { env = "dev" }

  container {
    name   = "bench"
    image  = "hkoacr.azurecr.io/bench:1.4"
    cpu    = 2
    memory = 8
  }

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.inference.id]
  }
}
