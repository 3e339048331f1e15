# why: object replication keeps a copy in an account of the development group, whatever that account's tags say
# wall: azurerm_storage_account.w lower-environment open 0
provider "azurerm" {
  features {}
  subscription_id = "1b2c3d4e-0000-4000-8000-000000000001"
  tenant_id       = "6a1e0c77-2f0d-4d0e-9b11-7c5a4e3d2b10"
}
resource "azurerm_resource_group" "prod" {
  name     = "rg-prod"
  location = "westeurope"
}
resource "azurerm_resource_group" "dev" {
  name     = "rg-dev"
  location = "westeurope"
}
resource "azurerm_storage_account" "w" {
  name                      = "stklw"
  resource_group_name       = azurerm_resource_group.prod.name
  location                  = "westeurope"
  account_tier              = "Standard"
  account_replication_type  = "ZRS"
  shared_access_key_enabled = false
  tags                      = { data-classification = "weights" }
}
resource "azurerm_storage_account" "x" {
  name                      = "stklx"
  resource_group_name       = azurerm_resource_group.dev.name
  location                  = "westeurope"
  account_tier              = "Standard"
  account_replication_type  = "ZRS"
  shared_access_key_enabled = false
  tags                      = { data-classification = "public" }
}
resource "azurerm_storage_container" "a" {
  name               = "a"
  storage_account_id = azurerm_storage_account.w.id
}
resource "azurerm_storage_container" "b" {
  name               = "b"
  storage_account_id = azurerm_storage_account.x.id
}
resource "azurerm_storage_object_replication" "o" {
  source_storage_account_id      = azurerm_storage_account.w.id
  destination_storage_account_id = azurerm_storage_account.x.id
  rules {
    source_container_name      = "a"
    destination_container_name = "b"
  }
}
