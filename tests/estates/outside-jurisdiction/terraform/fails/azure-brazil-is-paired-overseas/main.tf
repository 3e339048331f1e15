# why: Brazil South is the one region whose pair lies in another country: South Central US
# at: azurerm_storage_account.records
provider "azurerm" {
  features {}
}

resource "azurerm_storage_account" "records" {
  name                     = "stclinicrecords"
  resource_group_name      = "rg-prod"
  location                 = "Brazil South"
  account_tier             = "Standard"
  account_replication_type = "GRS"
  tags = { data-classification = "phi" }
}
