provider "azurerm" {
  features {}
}

resource "azurerm_storage_account" "strecords" {
  name                            = "strecords"
  resource_group_name             = "rg-gov"
  location                        = "westeurope"
  account_tier                    = "Standard"
  account_replication_type        = "GRS"
  allow_nested_items_to_be_public = false
  shared_access_key_enabled       = true
  tags                            = { env = "prod", data-classification = "phi" }
}

resource "azurerm_key_vault" "kv-gov" {
  name                       = "kv-gov"
  resource_group_name        = "rg-gov"
  location                   = "westeurope"
  tenant_id                  = "44444444-4444-4444-8444-444444444444"
  sku_name                   = "standard"
  rbac_authorization_enabled = false
  tags                       = { env = "prod" }
  access_policy {
    tenant_id          = "44444444-4444-4444-8444-444444444444"
    object_id          = azurerm_user_assigned_identity.id-dev.principal_id
    secret_permissions = ["Get", "List"]
    key_permissions    = ["Get", "UnwrapKey"]
  }
}

resource "azurerm_user_assigned_identity" "id-dev" {
  name                = "id-dev"
  resource_group_name = "rg-gov"
  location            = "westeurope"
  tags                = { env = "dev" }
}

resource "azurerm_federated_identity_credential" "ci" {
  name                      = "ci"
  user_assigned_identity_id = azurerm_user_assigned_identity.id-dev.id
  audience                  = ["api://AzureADTokenExchange"]
  issuer                    = "https://token.actions.githubusercontent.com"
  subject                   = "repo:example/llm:ref:refs/heads/main"
}

resource "azurerm_role_assignment" "reads" {
  scope                = azurerm_storage_account.strecords.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azurerm_user_assigned_identity.id-dev.principal_id
  principal_type       = "ServicePrincipal"
}

resource "azurerm_role_assignment" "person" {
  scope                = azurerm_storage_account.strecords.id
  role_definition_name = "Storage Account Contributor"
  principal_id         = "66666666-6666-4666-8666-666666666666"
  principal_type       = "User"
}

resource "azurerm_monitor_action_group" "ag-soc" {
  name                = "ag-soc"
  resource_group_name = "rg-gov"
  short_name          = "soc"
  email_receiver {
    name          = "soc"
    email_address = "soc@example.org"
  }
}

resource "azurerm_monitor_metric_alert" "egress" {
  name                = "egress"
  resource_group_name = "rg-gov"
  scopes              = [azurerm_storage_account.strecords.id]
  criteria {
    metric_namespace = "Microsoft.Storage/storageAccounts"
    metric_name      = "Egress"
    aggregation      = "Total"
    operator         = "GreaterThan"
    threshold        = 1000000000
  }
  action {
    action_group_id = azurerm_monitor_action_group.ag-soc.id
  }
}

resource "azurerm_log_analytics_workspace" "log-gov" {
  name                = "log-gov"
  resource_group_name = "rg-gov"
  location            = "westeurope"
  retention_in_days   = 30
}

resource "azurerm_monitor_diagnostic_setting" "audit" {
  name                       = "audit"
  target_resource_id         = "${azurerm_storage_account.strecords.id}/blobServices/default"
  log_analytics_workspace_id = azurerm_log_analytics_workspace.log-gov.id
  enabled_log {
    category_group = "allLogs"
  }
}

resource "azurerm_recovery_services_vault" "rsv" {
  name                         = "rsv"
  resource_group_name          = "rg-gov"
  location                     = "westeurope"
  sku                          = "Standard"
  storage_mode_type            = "LocallyRedundant"
  tags                         = { data-classification = "phi", env = "prod" }
}

resource "azurerm_redis_cache" "redis-sessions" {
  name                          = "redis-sessions"
  resource_group_name           = "rg-gov"
  location                      = "westeurope"
  capacity                      = 1
  family                        = "C"
  sku_name                      = "Standard"
  non_ssl_port_enabled          = true
  public_network_access_enabled = true
  tags                          = { data-classification = "phi", env = "prod" }
}

resource "azurerm_servicebus_namespace" "sb-tele" {
  name                          = "sb-tele"
  resource_group_name           = "rg-gov"
  location                      = "westeurope"
  sku                           = "Premium"
  local_auth_enabled            = false
  public_network_access_enabled = true
  minimum_tls_version           = "1.0"
  tags                          = { data-classification = "phi", env = "prod" }
  network_rule_set {
    default_action = "Deny"
    ip_rules       = ["198.51.100.7"]
  }
}

resource "azurerm_search_service" "srch-notes" {
  name                          = "srch-notes"
  resource_group_name           = "rg-gov"
  location                      = "westeurope"
  sku                           = "standard"
  local_authentication_enabled  = true
  public_network_access_enabled = true
  tags                          = { data-classification = "phi", env = "prod" }
}
