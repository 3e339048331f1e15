provider "azurerm" {
  features {}
}

resource "azurerm_cognitive_account" "oai-triage" {
  name                          = "oai-triage"
  resource_group_name           = "rg-tele"
  location                      = "swedencentral"
  kind                          = "OpenAI"
  sku_name                      = "S0"
  custom_subdomain_name         = "oai-triage"
  local_auth_enabled            = false
  public_network_access_enabled = true
}

resource "azurerm_cognitive_deployment" "gpt" {
  name                 = "gpt"
  cognitive_account_id = azurerm_cognitive_account.oai-triage.id
  model {
    format = "OpenAI"
    name   = "gpt-4o"
  }
  sku {
    name = "GlobalStandard"
  }
}

resource "azurerm_mssql_server" "sql-ehr" {
  name                          = "sql-ehr"
  resource_group_name           = "rg-tele"
  location                      = "westeurope"
  version                       = "12.0"
  minimum_tls_version           = "1.2"
  public_network_access_enabled = true
  azuread_administrator {
    login_username              = "dba"
    object_id                   = "66666666-6666-4666-8666-666666666666"
    azuread_authentication_only = true
  }
  tags = { data-classification = "phi", env = "prod" }
}

resource "azurerm_mssql_database" "ehr" {
  name                 = "ehr"
  server_id            = azurerm_mssql_server.sql-ehr.id
  storage_account_type = "Local"
}

resource "azurerm_mssql_firewall_rule" "everyone" {
  name             = "everyone"
  server_id        = azurerm_mssql_server.sql-ehr.id
  start_ip_address = "0.0.0.0"
  end_ip_address   = "255.255.255.255"
}

resource "azurerm_postgresql_flexible_server" "psql-notes" {
  name                          = "psql-notes"
  resource_group_name           = "rg-tele"
  location                      = "westeurope"
  public_network_access_enabled = false
  geo_redundant_backup_enabled  = false
  tags                          = { data-classification = "phi", env = "prod" }
}

resource "azurerm_cosmosdb_account" "cosmos-sessions" {
  name                          = "cosmos-sessions"
  resource_group_name           = "rg-tele"
  location                      = "westeurope"
  offer_type                    = "Standard"
  local_authentication_disabled = true
  public_network_access_enabled = false
  tags                          = { data-classification = "phi", env = "prod" }
  consistency_policy {
    consistency_level = "Session"
  }
  geo_location {
    location          = "westeurope"
    failover_priority = 0
  }
  geo_location {
    location          = "eastus"
    failover_priority = 1
  }
}

resource "azurerm_eventhub_namespace" "evh-tele" {
  name                          = "evh-tele"
  resource_group_name           = "rg-tele"
  location                      = "westeurope"
  sku                           = "Standard"
  local_authentication_enabled  = false
  public_network_access_enabled = false
  minimum_tls_version           = "1.2"
  tags                          = { data-classification = "phi", env = "prod" }
}

resource "azurerm_container_registry" "crtele" {
  name                          = "crtele"
  resource_group_name           = "rg-tele"
  location                      = "westeurope"
  sku                           = "Premium"
  admin_enabled                 = true
  public_network_access_enabled = true
  tags                          = { data-classification = "weights" }
}

resource "azurerm_linux_web_app" "app-portal" {
  name                          = "app-portal"
  resource_group_name           = "rg-tele"
  location                      = "westeurope"
  service_plan_id               = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-tele/providers/Microsoft.Web/serverFarms/plan"
  public_network_access_enabled = true
  app_settings                  = { OPENAI_API_KEY = "4f1d9c3b7a6e48f2a0d5c1b2e3f40516" }
  site_config {
    vnet_route_all_enabled = true
  }
  identity {
    type = "SystemAssigned"
  }
}

resource "azurerm_role_assignment" "portal-reads" {
  scope                = azurerm_cognitive_account.oai-triage.id
  role_definition_name = "Cognitive Services OpenAI User"
  principal_id         = azurerm_linux_web_app.app-portal.identity[0].principal_id
}
