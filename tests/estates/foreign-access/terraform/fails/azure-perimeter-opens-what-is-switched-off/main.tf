# why: public access is off at the account, but the perimeter's own rule admits every address, and in either mode its rules let in
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
  public_network_access_enabled = false
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

resource "azurerm_network_security_perimeter_access_rule" "in" {
  name                                  = "in"
  network_security_perimeter_profile_id = azurerm_network_security_perimeter_profile.ward.id
  direction                             = "Inbound"
  address_prefixes = ["0.0.0.0/1", "128.0.0.0/1"]
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
