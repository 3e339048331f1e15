# why: a perimeter in learning mode keeps nobody out: the account's own open firewall still lets the guest in
# at: azurerm_role_assignment.partner
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

resource "azurerm_network_security_perimeter" "ward" {
  name                = "nsp-ward"
  resource_group_name = "rg-prod"
  location            = "westeurope"
}

resource "azurerm_network_security_perimeter_profile" "ward" {
  name                          = "ward"
  network_security_perimeter_id = azurerm_network_security_perimeter.ward.id
}

resource "azurerm_network_security_perimeter_association" "records" {
  name                                  = "records"
  access_mode                           = "Learning"
  network_security_perimeter_profile_id = azurerm_network_security_perimeter_profile.ward.id
  resource_id                           = azurerm_storage_account.records.id
}

resource "azuread_invitation" "partner" {
  user_email_address = "partner@example.org"
  redirect_url       = "https://portal.azure.com"
}

resource "azurerm_role_assignment" "partner" {
  scope                = azurerm_storage_account.records.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azuread_invitation.partner.user_id
}
