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

resource "azuread_invitation" "consultant" {
  user_email_address = "consultant@partner.example"
  redirect_url       = "https://portal.azure.com"
}

resource "azurerm_role_assignment" "consultant" {
  scope                = azurerm_resource_group.prod.id
  role_definition_name = "Reader"
  principal_id         = azuread_invitation.consultant.user_id
}
