# why: the failover group copies the database to a server in East US
# at: azurerm_mssql_failover_group.all
provider "azurerm" {
  features {}
}

resource "azurerm_mssql_server" "home" {
  name                = "sql-home"
  resource_group_name = "rg-prod"
  location            = "westeurope"
  version             = "12.0"
  azuread_administrator {
    login_username = "dba"
    object_id      = "00000000-0000-0000-0000-0000000000aa"
  }
}

resource "azurerm_mssql_database" "records" {
  name                 = "records"
  server_id            = azurerm_mssql_server.home.id
  storage_account_type = "Local"
  tags = { data-classification = "phi" }
}

resource "azurerm_mssql_server" "far" {
  name                = "sql-far"
  resource_group_name = "rg-prod"
  location            = "eastus"
  version             = "12.0"
  azuread_administrator {
    login_username = "dba"
    object_id      = "00000000-0000-0000-0000-0000000000aa"
  }
}

resource "azurerm_mssql_failover_group" "all" {
  name      = "fog"
  server_id = azurerm_mssql_server.home.id
  databases = [azurerm_mssql_database.records.id]
  partner_server {
    id = azurerm_mssql_server.far.id
  }
  read_write_endpoint_failover_policy {
    mode = "Manual"
  }
}
