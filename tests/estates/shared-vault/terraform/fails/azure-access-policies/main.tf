# why: azurerm 4 leaves rbac_authorization_enabled off where it is not stated, so this production vault decides by access policies
# at: azurerm_key_vault.prod
provider "azurerm" {
  features {}
  subscription_id = "0d3e1f52-6a41-4a0e-9a55-6b1c7d2e8f01"
}

resource "azurerm_resource_group" "prod" {
  name     = "rg-hko-prod"
  location = "germanywestcentral"
  tags     = { env = "prod" }
}

data "azurerm_client_config" "me" {}

resource "azurerm_key_vault" "prod" {
  name                     = "kv-hko-telehealth"
  resource_group_name      = azurerm_resource_group.prod.name
  location                 = azurerm_resource_group.prod.location
  tenant_id                = data.azurerm_client_config.me.tenant_id
  sku_name                 = "standard"
  purge_protection_enabled = true

  access_policy {
    tenant_id          = data.azurerm_client_config.me.tenant_id
    object_id          = data.azurerm_client_config.me.object_id
    secret_permissions = ["Get", "List", "Set"]
  }
}
