provider "azurerm" {
  features {}
}

resource "azurerm_storage_account" "stletters" {
  name                            = "stletters"
  resource_group_name             = "rg-letters"
  location                        = "westeurope"
  account_tier                    = "Standard"
  account_replication_type        = "ZRS"
  min_tls_version                 = "TLS1_2"
  allow_nested_items_to_be_public = false
  shared_access_key_enabled       = false
  tags                            = { env = "prod", data-classification = "phi" }
}

resource "azurerm_user_assigned_identity" "id-build" {
  name                = "id-build"
  resource_group_name = "rg-letters"
  location            = "westeurope"
  tags                = { env = "dev" }
}

resource "azurerm_user_assigned_identity" "id-reader" {
  name                = "id-reader"
  resource_group_name = "rg-letters"
  location            = "westeurope"
  tags                = { env = "prod" }
}

resource "azurerm_federated_identity_credential" "github" {
  name                      = "github"
  user_assigned_identity_id = azurerm_user_assigned_identity.id-reader.id
  issuer                    = "https://token.actions.githubusercontent.com"
  subject                   = "repo:stranger/tools:ref:refs/heads/main"
  audience                  = ["api://AzureADTokenExchange"]
}

resource "azurerm_role_assignment" "build" {
  scope                = azurerm_storage_account.stletters.id
  role_definition_name = "Storage Blob Data Contributor"
  principal_id         = azurerm_user_assigned_identity.id-build.principal_id
  principal_type       = "ServicePrincipal"
}

resource "azurerm_role_assignment" "reader" {
  scope                = azurerm_storage_account.stletters.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azurerm_user_assigned_identity.id-reader.principal_id
  principal_type       = "ServicePrincipal"
}

resource "azurerm_role_assignment" "person" {
  scope                = azurerm_storage_account.stletters.id
  role_definition_name = "Storage Blob Data Owner"
  principal_id         = "66666666-6666-4666-8666-666666666666"
  principal_type       = "User"
}
