# why: the package's review looks at one group, and a guest reads the weights beside it
# at: azurerm_storage_account.weights
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

resource "azuread_group" "readers" {
  display_name     = "weights-readers"
  security_enabled = true
}

resource "azurerm_role_assignment" "readers" {
  scope                = azurerm_storage_account.weights.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azuread_group.readers.object_id
}

resource "azuread_access_package_catalog" "clinical" {
  display_name = "Clinical AI"
  description  = "Access to clinical models"
}

resource "azuread_access_package" "weights" {
  catalog_id   = azuread_access_package_catalog.clinical.id
  display_name = "Read the weights"
  description  = "Membership of weights-readers"
}

resource "azuread_access_package_resource_catalog_association" "readers" {
  catalog_id             = azuread_access_package_catalog.clinical.id
  resource_origin_id     = azuread_group.readers.object_id
  resource_origin_system = "AadGroup"
}

resource "azuread_access_package_resource_package_association" "readers" {
  access_package_id               = azuread_access_package.weights.id
  catalog_resource_association_id = azuread_access_package_resource_catalog_association.readers.id
}

resource "azuread_access_package_assignment_policy" "weights" {
  access_package_id = azuread_access_package.weights.id
  display_name      = "by request"
  description       = "by request"
  duration_in_days  = 365

  assignment_review_settings {
    enabled            = true
    review_frequency   = "monthly"
    duration_in_days   = 7
    review_type        = "Manager"
    access_review_timeout_behavior = "removeAccess"
  }
}

resource "azuread_invitation" "consultant" {
  user_email_address = "m.berger@consulting.example"
  redirect_url       = "https://portal.azure.com"
}

resource "azurerm_role_assignment" "guest" {
  scope                = azurerm_resource_group.prod.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azuread_invitation.consultant.user_id
}
