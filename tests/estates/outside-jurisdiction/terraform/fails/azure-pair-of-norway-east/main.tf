# why: the charter approves Norway East alone, and GZRS copies to its pair Norway West
# at: azurerm_storage_account.records
provider "azurerm" {
  features {}
}

resource "azurerm_storage_account" "records" {
  name                     = "stclinicrecords"
  resource_group_name      = "rg-prod"
  location                 = "Norway East"
  account_tier             = "Standard"
  account_replication_type = "GZRS"
  tags = { data-classification = "phi" }
}
