# why: the principal is a variable without a value: a person, a group or a pipeline
# at: azurerm_storage_account.weights
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

variable "vendor" { type = string }

resource "azurerm_role_assignment" "vendor" {
  scope                = azurerm_storage_account.weights.id
  role_definition_name = "Storage Blob Data Owner"
  principal_id         = var.vendor
}
