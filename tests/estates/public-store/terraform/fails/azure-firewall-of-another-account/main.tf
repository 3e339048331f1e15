# why: the deny-by-default rules belong to the staging account; the recordings account of the same for_each has none, and its container can be listed by anyone.
# at: azurerm_storage_container.visits["recordings"]
provider "azurerm" {
  features {}
  subscription_id = "0d6a6b0a-52f3-4a0e-9d55-0f6f3a2a9c11"
}

locals {
  accounts = {
    recordings = { fenced = false }
    staging    = { fenced = true }
  }
}

resource "azurerm_storage_account" "visits" {
  for_each                        = local.accounts
  name                            = "stvisits${each.key}"
  resource_group_name             = "rg-telehealth-prod"
  location                        = "germanywestcentral"
  account_tier                    = "Standard"
  account_replication_type        = "LRS"
  allow_nested_items_to_be_public = true
  tags                            = { DataClassification = "recordings" }
}

resource "azurerm_storage_account_network_rules" "visits" {
  for_each           = { for k, v in local.accounts : k => v if v.fenced }
  storage_account_id = azurerm_storage_account.visits[each.key].id
  default_action     = "Deny"
}

resource "azurerm_storage_container" "visits" {
  for_each              = local.accounts
  name                  = "video"
  storage_account_id    = azurerm_storage_account.visits[each.key].id
  container_access_type = "container"
}
