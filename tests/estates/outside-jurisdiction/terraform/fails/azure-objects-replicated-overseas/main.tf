# why: object replication copies the container to an account in East US
# at: azurerm_storage_object_replication.far
provider "azurerm" {
  features {}
}

resource "azurerm_storage_account" "records" {
  name                     = "stclinicrecords"
  resource_group_name      = "rg-prod"
  location                 = "West Europe"
  account_tier             = "Standard"
  account_replication_type = "LRS"
  tags = { data-classification = "phi" }
}

resource "azurerm_storage_account" "far" {
  name                     = "stclinicfar"
  resource_group_name      = "rg-prod"
  location                 = "East US"
  account_tier             = "Standard"
  account_replication_type = "LRS"
}

resource "azurerm_storage_object_replication" "far" {
  source_storage_account_id      = azurerm_storage_account.records.id
  destination_storage_account_id = azurerm_storage_account.far.id
  rules {
    source_container_name      = "records"
    destination_container_name = "records"
  }
}
