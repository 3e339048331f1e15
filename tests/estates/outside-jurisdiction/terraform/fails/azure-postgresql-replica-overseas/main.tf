# why: a read replica is another server, in East US
# at: azurerm_postgresql_flexible_server.replica
provider "azurerm" {
  features {}
}

resource "azurerm_postgresql_flexible_server" "records" {
  name                   = "records"
  resource_group_name    = "rg-prod"
  location               = "uksouth"
  administrator_login    = "clinic"
  administrator_password = var.password
  tags = { data-classification = "phi" }
}

variable "password" {
  type      = string
  sensitive = true
}

resource "azurerm_postgresql_flexible_server" "replica" {
  name                = "records-replica"
  resource_group_name = "rg-prod"
  location            = "eastus"
  create_mode         = "Replica"
  source_server_id    = azurerm_postgresql_flexible_server.records.id
}
