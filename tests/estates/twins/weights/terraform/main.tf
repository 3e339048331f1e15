provider "azurerm" {
  features {}
}

resource "azurerm_key_vault" "kv-llm" {
  name                          = "kv-llm"
  resource_group_name           = "rg-llm"
  location                      = "westeurope"
  tenant_id                     = "44444444-4444-4444-8444-444444444444"
  sku_name                      = "premium"
  rbac_authorization_enabled    = true
  purge_protection_enabled      = true
  public_network_access_enabled = false
  tags                          = { env = "prod" }
}

resource "azurerm_key_vault_key" "weights" {
  name         = "weights"
  key_vault_id = azurerm_key_vault.kv-llm.id
  key_type     = "RSA-HSM"
  key_size     = 3072
  key_opts     = ["unwrapKey", "wrapKey"]
}

resource "azurerm_storage_account" "stweights" {
  name                            = "stweights"
  resource_group_name             = "rg-llm"
  location                        = "westeurope"
  account_tier                    = "Standard"
  account_replication_type        = "ZRS"
  allow_nested_items_to_be_public = false
  shared_access_key_enabled       = false
  tags                            = { env = "prod", data-classification = "weights" }
  customer_managed_key {
    key_vault_key_id          = azurerm_key_vault_key.weights.versionless_id
    user_assigned_identity_id = azurerm_user_assigned_identity.id-serving.id
  }
  network_rules {
    default_action             = "Deny"
    bypass                     = ["AzureServices"]
    virtual_network_subnet_ids = [azurerm_subnet.snet-serving.id]
  }
}

resource "azurerm_storage_container" "models" {
  name                  = "models"
  storage_account_id    = azurerm_storage_account.stweights.id
  container_access_type = "private"
}

resource "azurerm_virtual_network" "vnet-llm" {
  name                = "vnet-llm"
  resource_group_name = "rg-llm"
  location            = "westeurope"
  address_space       = ["10.30.0.0/16"]
}

resource "azurerm_subnet" "snet-serving" {
  name                 = "snet-serving"
  resource_group_name  = "rg-llm"
  virtual_network_name = azurerm_virtual_network.vnet-llm.name
  address_prefixes     = ["10.30.4.0/24"]
  service_endpoints    = ["Microsoft.Storage"]
}

resource "azurerm_user_assigned_identity" "id-serving" {
  name                = "id-serving"
  resource_group_name = "rg-llm"
  location            = "westeurope"
  tags                = { env = "prod" }
}

resource "azurerm_user_assigned_identity" "id-dev" {
  name                = "id-dev"
  resource_group_name = "rg-llm"
  location            = "westeurope"
  tags                = { env = "dev" }
}

resource "azurerm_role_assignment" "serving-reads" {
  scope                = azurerm_storage_account.stweights.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azurerm_user_assigned_identity.id-serving.principal_id
  principal_type       = "ServicePrincipal"
}

resource "azurerm_role_assignment" "dev-reads" {
  scope                = azurerm_storage_account.stweights.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azurerm_user_assigned_identity.id-dev.principal_id
  principal_type       = "ServicePrincipal"
}

resource "azurerm_log_analytics_workspace" "log-audit" {
  name                = "log-audit"
  resource_group_name = "rg-llm"
  location            = "westeurope"
  retention_in_days   = 365
}

resource "azurerm_monitor_diagnostic_setting" "audit" {
  name                       = "audit"
  target_resource_id         = "${azurerm_storage_account.stweights.id}/blobServices/default"
  log_analytics_workspace_id = azurerm_log_analytics_workspace.log-audit.id
  enabled_log {
    category = "StorageRead"
  }
}
