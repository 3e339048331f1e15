locals {
  accounts = {
    weights     = { data = "weights", repl = "ZRS", keys = false, public = false, action = "Deny" }
    transcripts = { data = "transcripts", repl = "GRS", keys = false, public = true, action = "Deny" }
    recordings  = { data = "recordings", repl = "LRS", keys = true, public = true, action = "Allow" }
    training    = { data = "training-data", repl = "ZRS", keys = false, public = true, action = "Allow" }
  }
}
resource "azurerm_storage_account" "s" {
  for_each                        = local.accounts
  name                            = "stfv${each.key}"
  resource_group_name             = azurerm_resource_group.prod["data"].name
  location                        = azurerm_resource_group.prod["data"].location
  account_tier                    = "Standard"
  account_replication_type        = each.value.repl
  shared_access_key_enabled       = each.value.keys
  public_network_access_enabled   = each.value.public
  allow_nested_items_to_be_public = false
  network_rules {
    default_action = each.value.action
    bypass         = ["None"]
    ip_rules       = each.key == "transcripts" ? ["198.51.100.0/24"] : []
  }
  tags = { data-classification = each.value.data }
}
resource "azurerm_private_endpoint" "weights" {
  name                = "pe-weights"
  resource_group_name = azurerm_resource_group.prod["net"].name
  location            = "westeurope"
  subnet_id           = azurerm_subnet.pe.id
  private_service_connection {
    name                           = "weights"
    private_connection_resource_id = azurerm_storage_account.s["weights"].id
    subresource_names              = ["blob"]
    is_manual_connection           = false
  }
}
# recordings of calls land here
resource "azurerm_communication_service" "calls" {
  name                = "acs-fv"
  resource_group_name = azurerm_resource_group.prod["data"].name
  data_location       = "United States"
  tags                = { data-classification = "recordings" }
}
resource "azurerm_cognitive_account" "openai" {
  name                          = "oai-fv"
  resource_group_name           = azurerm_resource_group.prod["ml"].name
  location                      = "swedencentral"
  kind                          = "OpenAI"
  sku_name                      = "S0"
  custom_subdomain_name         = "oai-fv"
  public_network_access_enabled = false
  local_auth_enabled            = false
  tags                          = { data-classification = "prompts" }
}
resource "azurerm_cognitive_deployment" "zone" {
  name                 = "gpt-zone"
  cognitive_account_id = azurerm_cognitive_account.openai.id
  model {
    format  = "OpenAI"
    name    = "gpt-4o"
    version = "2024-11-20"
  }
  sku { name = "DataZoneStandard" }
}
resource "azurerm_cognitive_account" "openai_global" {
  name                          = "oai-fv-global"
  resource_group_name           = azurerm_resource_group.prod["ml"].name
  location                      = "swedencentral"
  kind                          = "OpenAI"
  sku_name                      = "S0"
  custom_subdomain_name         = "oai-fv-global"
  public_network_access_enabled = true
  network_acls { default_action = "Allow" }
  tags = { data-classification = "prompts" }
}
resource "azurerm_cognitive_deployment" "global" {
  name                 = "gpt-global"
  cognitive_account_id = azurerm_cognitive_account.openai_global.id
  model {
    format  = "OpenAI"
    name    = "gpt-4o"
    version = "2024-11-20"
  }
  sku { name = "GlobalStandard" }
}
resource "azurerm_private_endpoint" "openai" {
  name                = "pe-openai"
  resource_group_name = azurerm_resource_group.prod["net"].name
  location            = "westeurope"
  subnet_id           = azurerm_subnet.pe.id
  private_service_connection {
    name                           = "openai"
    private_connection_resource_id = azurerm_cognitive_account.openai.id
    subresource_names              = ["account"]
    is_manual_connection           = false
  }
}
# vaults: one of each model
resource "azurerm_key_vault" "rbac" {
  name                       = "kv-fv-rbac"
  resource_group_name        = azurerm_resource_group.prod["data"].name
  location                   = "westeurope"
  tenant_id                  = "bbbbbbbb-0000-4000-8000-000000000001"
  sku_name                   = "premium"
  rbac_authorization_enabled = true
  # left over from the old model and without effect
  access_policy {
    tenant_id          = "bbbbbbbb-0000-4000-8000-000000000001"
    object_id          = azurerm_user_assigned_identity.dev_agent.principal_id
    secret_permissions = ["Get", "List"]
  }
}
resource "azurerm_key_vault" "old" {
  name                       = "kv-fv-old"
  resource_group_name        = azurerm_resource_group.prod["data"].name
  location                   = "westeurope"
  tenant_id                  = "bbbbbbbb-0000-4000-8000-000000000001"
  sku_name                   = "standard"
  rbac_authorization_enabled = false
}
resource "azurerm_key_vault_access_policy" "old_dev" {
  key_vault_id       = azurerm_key_vault.old.id
  tenant_id          = "bbbbbbbb-0000-4000-8000-000000000001"
  object_id          = azurerm_user_assigned_identity.dev_agent.principal_id
  secret_permissions = ["Get"]
}
