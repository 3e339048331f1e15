# why: the flexible server has a customer key, but the server parameter require_secure_transport is set to off, so plain connections are taken.
# at: azurerm_postgresql_flexible_server.ehr
provider "azurerm" {
  features {}
  subscription_id = "0d6a6b0a-52f3-4a0e-9d55-0f6f3a2a9c11"
}

variable "key_id" {
  type    = string
  default = "https://kv-klinik.vault.azure.net/keys/ehr/0123456789abcdef0123456789abcdef"
}

resource "azurerm_user_assigned_identity" "ehr" {
  name                = "id-ehr"
  resource_group_name = "rg-ehr-prod"
  location            = "westeurope"
}

resource "azurerm_postgresql_flexible_server" "ehr" {
  name                = "psql-ehr"
  resource_group_name = "rg-ehr-prod"
  location            = "westeurope"
  version             = "16"
  sku_name            = "GP_Standard_D4s_v3"
  storage_mb          = 131072
  tags                = { data-classification = "records" }
  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.ehr.id]
  }
  customer_managed_key {
    key_vault_key_id                  = var.key_id
    primary_user_assigned_identity_id = azurerm_user_assigned_identity.ehr.id
  }
}

resource "azurerm_postgresql_flexible_server_configuration" "tls" {
  name      = "require_secure_transport"
  server_id = azurerm_postgresql_flexible_server.ehr.id
  value     = "off"
}
