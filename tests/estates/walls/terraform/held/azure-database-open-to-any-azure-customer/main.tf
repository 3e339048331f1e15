# why: the rule from 0.0.0.0 to 0.0.0.0 takes connections from the subscriptions of other customers of Azure too, so that the firewall stops no stranger: one guard
# wall: azurerm_mssql_database.d foreign-account held 1
provider "azurerm" {
  features {}
}
resource "azurerm_resource_group" "g" {
  name     = "rg-records"
  location = "westeurope"
}
resource "azurerm_mssql_server" "s" {
  name                = "sql-records"
  resource_group_name = azurerm_resource_group.g.name
  location            = azurerm_resource_group.g.location
  version             = "12.0"
  azuread_administrator {
    login_username              = "keepers"
    object_id                   = "00000000-0000-0000-0000-0000000000aa"
    azuread_authentication_only = true
  }
}
resource "azurerm_mssql_firewall_rule" "azure" {
  name             = "AllowAllWindowsAzureIps"
  server_id        = azurerm_mssql_server.s.id
  start_ip_address = "0.0.0.0"
  end_ip_address   = "0.0.0.0"
}
resource "azurerm_mssql_database" "d" {
  name      = "records"
  server_id = azurerm_mssql_server.s.id
  tags      = { data-classification = "phi" }
}
