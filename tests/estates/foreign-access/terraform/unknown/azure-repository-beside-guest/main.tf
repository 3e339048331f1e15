# why: that a guest reads does not answer whether the repository, whose tokens sign in as a reader, is the hospital's own
# at: azurerm_role_assignment.publisher
provider "azurerm" {
  subscription_id = "00000000-0000-0000-0000-0000000000a1"
  features {}
}

resource "azurerm_storage_account" "weights" {
  name                     = "sthkoweights"
  resource_group_name      = "rg-llm-prod"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "ZRS"
  tags                     = { data-classification = "weights", env = "prod" }
}

resource "azuread_invitation" "guest" {
  user_email_address = "auditor@example.org"
  redirect_url       = "https://portal.azure.com"
}

resource "azurerm_role_assignment" "guest" {
  scope                = azurerm_storage_account.weights.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azuread_invitation.guest.user_id
}

resource "azurerm_user_assigned_identity" "publisher" {
  name                = "id-publisher"
  location            = "westeurope"
  resource_group_name = "rg-llm-prod"
}

resource "azurerm_federated_identity_credential" "publisher" {
  name                = "github"
  resource_group_name = "rg-llm-prod"
  parent_id           = azurerm_user_assigned_identity.publisher.id
  issuer              = "https://token.actions.githubusercontent.com"
  subject             = "repo:example-labs/pipeline:ref:refs/heads/main"
  audience            = ["api://AzureADTokenExchange"]
}

resource "azurerm_role_assignment" "publisher" {
  scope                = azurerm_storage_account.weights.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azurerm_user_assigned_identity.publisher.principal_id
}
