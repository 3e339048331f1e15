# why: the doctor holds a directory role, and an Authentication Administrator cannot touch whoever does
# at: azurerm_storage_account.records
provider "azurerm" {
  features {}
}

resource "azurerm_storage_account" "records" {
  name                     = "stprodrecords"
  resource_group_name      = "rg-prod"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "ZRS"
  shared_access_key_enabled = false
  tags = { env = "prod", data-classification = "phi" }
}

resource "azuread_user" "doctor" {
  user_principal_name = "doctor@clinic.example"
  display_name        = "Doctor"
}

resource "azurerm_role_assignment" "doctor" {
  scope                = azurerm_storage_account.records.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azuread_user.doctor.object_id
}

resource "azuread_invitation" "partner" {
  user_email_address = "partner@example.org"
  redirect_url       = "https://portal.azure.com"
}

resource "azuread_directory_role" "partner" {
  display_name = "Authentication Administrator"
}

resource "azuread_directory_role_assignment" "partner" {
  role_id             = azuread_directory_role.partner.template_id
  principal_object_id = azuread_invitation.partner.user_id
}

resource "azuread_directory_role" "doctor" {
  display_name = "Global Reader"
}

resource "azuread_directory_role_assignment" "doctor" {
  role_id             = azuread_directory_role.doctor.template_id
  principal_object_id = azuread_user.doctor.object_id
}
