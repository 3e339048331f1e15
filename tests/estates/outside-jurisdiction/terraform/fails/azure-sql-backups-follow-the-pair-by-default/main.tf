# why: storage_account_type is left unset, which is Geo: backups are copied to the pair, and the charter approves Switzerland North alone
# at: azurerm_mssql_database.records
provider "azurerm" {
  features {}
}

resource "azurerm_mssql_server" "home" {
  name                = "sql-home"
  resource_group_name = "rg-prod"
  location            = "switzerlandnorth"
  version             = "12.0"
  azuread_administrator {
    login_username = "dba"
    object_id      = "00000000-0000-0000-0000-0000000000aa"
  }
}

resource "azurerm_mssql_database" "records" {
  name                 = "records"
  server_id            = azurerm_mssql_server.home.id
  tags = { data-classification = "phi" }
}
