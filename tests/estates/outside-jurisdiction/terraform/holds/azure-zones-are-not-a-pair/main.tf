# why: ZRS spreads over the zones of one region and copies nowhere else
# at: azurerm_storage_account.records
provider "azurerm" {
  features {}
}

resource "azurerm_storage_account" "records" {
  name                     = "stclinicrecords"
  resource_group_name      = "rg-prod"
  location                 = "Switzerland North"
  account_tier             = "Standard"
  account_replication_type = "ZRS"
  tags = { data-classification = "phi" }
}
