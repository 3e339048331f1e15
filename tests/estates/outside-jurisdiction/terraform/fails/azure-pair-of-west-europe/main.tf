# why: GRS of West Europe copies to North Europe (Ireland); this charter approves the Netherlands alone.
# at: azurerm_storage_account.recordings
provider "azurerm" {
  features {}
  subscription_id = "0d6a6b0a-52f3-4a0e-9d55-0f6f3a2a9c11"
}

variable "redundancy" {
  type    = string
  default = "RAGRS"
}

resource "azurerm_storage_account" "recordings" {
  name                     = "strecordingsnl"
  resource_group_name      = "rg-telehealth-prod"
  location                 = "West Europe"
  account_tier             = "Standard"
  account_replication_type = var.redundancy
  tags                     = { data-classification = "recordings" }
}
