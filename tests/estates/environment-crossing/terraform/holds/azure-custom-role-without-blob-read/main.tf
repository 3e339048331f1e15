# why: NotDataActions takes the reading of blobs out of the only role that the agent holds; keys are off
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

resource "azurerm_role_definition" "uploader" {
  name  = "Checkpoint uploader"
  scope = azurerm_resource_group.prod.id
  permissions {
    data_actions = ["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/*"]
    not_data_actions = [
      "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
      "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/tags/read",
      "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/filter/action",
      "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/runAsSuperUser/action",
      "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/manageOwnership/action",
      "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/modifyPermissions/action",
    ]
  }
}

resource "azurerm_role_assignment" "agent" {
  scope              = azurerm_storage_account.weights.id
  role_definition_id = azurerm_role_definition.uploader.role_definition_resource_id
  principal_id       = azurerm_user_assigned_identity.dev.principal_id
}
