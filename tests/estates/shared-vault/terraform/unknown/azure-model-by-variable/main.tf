# why: the permission model is a variable without a default
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

variable "use_rbac" {
  type = bool
}

resource "azurerm_key_vault" "prod" {
  name                       = "kv-hko-prod"
  resource_group_name        = azurerm_resource_group.prod.name
  location                   = azurerm_resource_group.prod.location
  tenant_id                  = "7b1e0c4d-2f3a-4b5c-9d6e-8f7a6b5c4d3e"
  sku_name                   = "premium"
  rbac_authorization_enabled = var.use_rbac
}
