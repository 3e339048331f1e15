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

resource "azuread_group" "leads" {
  display_name     = "ml-leads"
  security_enabled = true
}

data "azurerm_role_definition" "owner" {
  name = "Storage Blob Data Owner"
}

resource "azurerm_pim_eligible_role_assignment" "leads" {
  scope              = azurerm_storage_account.weights.id
  role_definition_id = data.azurerm_role_definition.owner.id
  principal_id       = azuread_group.leads.object_id
}
