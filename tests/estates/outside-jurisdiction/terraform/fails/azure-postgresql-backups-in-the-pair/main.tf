# why: backups are geo-redundant: they are copied to UK West, and the charter approves UK South alone
# at: azurerm_postgresql_flexible_server.records
provider "azurerm" {
  features {}
}

resource "azurerm_postgresql_flexible_server" "records" {
  name                   = "records"
  resource_group_name    = "rg-prod"
  location               = "uksouth"
  administrator_login    = "clinic"
  administrator_password = var.password
  geo_redundant_backup_enabled = true
  tags = { data-classification = "phi" }
}

variable "password" {
  type      = string
  sensitive = true
}
