resource "azurerm_resource_group" "prod" {
  name     = "rg-models-prod"
  location = "germanywestcentral"
}

resource "azurerm_storage_account" "weights" {
  name                      = "stmodelsprod"
  resource_group_name       = azurerm_resource_group.prod.name
  location                  = azurerm_resource_group.prod.location
  account_tier              = "Standard"
  account_replication_type  = "ZRS"
  shared_access_key_enabled = false
  tags                      = { data-classification = "weights" }
}

resource "azurerm_resource_group" "dev" {
  name     = "rg-models-dev"
  location = "germanywestcentral"
}

resource "azurerm_user_assigned_identity" "agent" {
  name                = "id-agent"
  resource_group_name = azurerm_resource_group.dev.name
  location            = azurerm_resource_group.dev.location
}

resource "azurerm_role_assignment" "agent" {
  scope                = azurerm_resource_group.prod.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azurerm_user_assigned_identity.agent.principal_id
}
