# why: the only members of the group are managed identities of pipelines: power held by workloads alone
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

resource "azurerm_user_assigned_identity" "pipeline" {
  for_each            = toset(["train", "publish"])
  name                = "id-${each.key}"
  resource_group_name = azurerm_resource_group.prod.name
  location            = azurerm_resource_group.prod.location
}

resource "azuread_group" "pipelines" {
  display_name     = "model-pipelines"
  security_enabled = true
  members          = [for i in azurerm_user_assigned_identity.pipeline : i.principal_id]
}

resource "azurerm_role_assignment" "pipelines" {
  scope                = azurerm_storage_account.weights.id
  role_definition_name = "Storage Blob Data Contributor"
  principal_id         = azuread_group.pipelines.object_id
}
