# why: backups are locally redundant, which is also the default
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
  geo_redundant_backup_enabled = false
  tags = { data-classification = "phi" }
}

variable "password" {
  type      = string
  sensitive = true
}
