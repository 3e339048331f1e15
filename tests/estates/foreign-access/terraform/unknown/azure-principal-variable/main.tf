# why: a variable without a default names who reads: whether he is a guest or of another tenant cannot be told
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
  tags                     = { data-classification = "weights", env = "prod" }
}

variable "reviewer_object_id" {
  type        = string
  description = "who audits the weights"
}

resource "azurerm_role_assignment" "reviewer" {
  scope                = azurerm_storage_account.weights.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = var.reviewer_object_id
}
