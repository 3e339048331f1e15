# why: the federated credential takes the tokens of another repository, and only apply tells whether it belongs to the identity that reads the weights
# at: azurerm_storage_account.weights
data "external" "names" {
  program = ["./names"]
}

resource "azurerm_storage_account" "weights" {
  name                            = "stweights"
  resource_group_name             = "rg-prod"
  location                        = "westeurope"
  account_tier                    = "Standard"
  account_replication_type        = "ZRS"
  shared_access_key_enabled       = false
  allow_nested_items_to_be_public = false
  tags                            = { data-classification = "weights", environment = "prod" }
}
resource "azurerm_user_assigned_identity" "p" {
  name                = "id-p"
  resource_group_name = "rg-prod"
  location            = "westeurope"
  tags                = { environment = "prod" }
}
resource "azurerm_role_assignment" "r" {
  scope                = azurerm_storage_account.weights.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azurerm_user_assigned_identity.p.principal_id
}
resource "azurerm_federated_identity_credential" "f" {
  name      = "f"
  parent_id = data.external.names.result.id
  audience  = ["api://AzureADTokenExchange"]
  issuer    = "https://token.actions.githubusercontent.com"
  subject   = "repo:partner/tools:ref:refs/heads/main"
}
