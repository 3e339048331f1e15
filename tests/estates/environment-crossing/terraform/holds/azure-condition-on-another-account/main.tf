# why: the assignment's condition lets blobs be read only in the account of development
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

data "azurerm_subscription" "current" {}

resource "azurerm_role_assignment" "agent" {
  scope                = data.azurerm_subscription.current.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azurerm_user_assigned_identity.dev.principal_id
  condition_version    = "2.0"
  condition            = <<-EOT
    (
      !(ActionMatches{'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'})
      OR
      @Resource[Microsoft.Storage/storageAccounts:name] StringEquals 'sthkodev'
    )
  EOT
}
