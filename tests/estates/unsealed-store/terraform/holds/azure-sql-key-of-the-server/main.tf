# why: a database without a key of its own is encrypted with the TDE protector of its server, here a customer key declared apart.
# at: azurerm_mssql_database.ehr
provider "azurerm" {
  features {}
  subscription_id = "0d6a6b0a-52f3-4a0e-9d55-0f6f3a2a9c11"
}

resource "azurerm_mssql_server" "ehr" {
  name                = "sql-ehr"
  resource_group_name = "rg-ehr-prod"
  location            = "westeurope"
  version             = "12.0"
  minimum_tls_version = "1.2"
  azuread_administrator {
    login_username              = "dba"
    object_id                   = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
    azuread_authentication_only = true
  }
  identity {
    type = "SystemAssigned"
  }
}

resource "azurerm_mssql_server_transparent_data_encryption" "ehr" {
  server_id        = azurerm_mssql_server.ehr.id
  key_vault_key_id = "https://kv-ehr.vault.azure.net/keys/tde/0123456789abcdef0123456789abcdef"
}

resource "azurerm_mssql_database" "ehr" {
  name                                = "ehr"
  server_id                           = azurerm_mssql_server.ehr.id
  sku_name                            = "GP_Gen5_4"
  transparent_data_encryption_enabled = true
  tags                                = { data-classification = "records" }
}
