# why: only apply tells whether the assignment covers the vault; that its network is closed does not answer for the grant
# at: azurerm_role_assignment.dev
data "external" "names" {
  program = ["./names"]
}

resource "azurerm_key_vault" "prod" {
  name                          = "kv-prod"
  location                      = "westeurope"
  resource_group_name           = "rg-prod"
  sku_name                      = "standard"
  tenant_id                     = "6a1e0c77-2f0d-4d0e-9b11-7c5a4e3d2b10"
  rbac_authorization_enabled    = true
  public_network_access_enabled = false
  tags                          = { environment = "prod" }
}
resource "azurerm_user_assigned_identity" "dev" {
  name                = "id-dev"
  resource_group_name = "rg-dev"
  location            = "westeurope"
  tags                = { environment = "dev" }
}

resource "azurerm_role_assignment" "dev" {
  scope                = data.external.names.result.id
  role_definition_name = "Key Vault Secrets User"
  principal_id         = azurerm_user_assigned_identity.dev.principal_id
}
