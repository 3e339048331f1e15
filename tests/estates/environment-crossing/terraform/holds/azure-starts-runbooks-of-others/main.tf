# why: it may start what others wrote, and change none of it
# at: azurerm_storage_account.records
provider "azurerm" {
  features {}
}

resource "azurerm_storage_account" "records" {
  name                     = "stprodrecords"
  resource_group_name      = "rg-prod"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "ZRS"
  shared_access_key_enabled = false
  tags = { env = "prod", data-classification = "phi" }
}

resource "azurerm_user_assigned_identity" "reader" {
  name                = "id-reader"
  resource_group_name = "rg-identities"
  location            = "westeurope"
  tags                = { env = "prod" }
}

resource "azurerm_role_assignment" "reader" {
  scope                = azurerm_storage_account.records.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azurerm_user_assigned_identity.reader.principal_id
}

resource "azurerm_automation_account" "ward" {
  name                = "aa-ward"
  resource_group_name = "rg-prod"
  location            = "westeurope"
  sku_name            = "Basic"
  tags                = { env = "prod" }
  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.reader.id]
  }
}

resource "azurerm_automation_runbook" "nightly" {
  name                    = "nightly"
  resource_group_name     = "rg-prod"
  location                = "westeurope"
  automation_account_name = azurerm_automation_account.ward.name
  log_verbose             = false
  log_progress            = false
  runbook_type            = "PowerShell"
  content                 = "Get-Date"
  tags                    = { env = "prod" }
}

resource "azurerm_user_assigned_identity" "dev" {
  name                = "id-dev"
  resource_group_name = "rg-dev"
  location            = "westeurope"
  tags                = { env = "dev" }
}

resource "azurerm_role_assignment" "dev" {
  scope                = azurerm_automation_account.ward.id
  role_definition_name = "Automation Operator"
  principal_id         = azurerm_user_assigned_identity.dev.principal_id
}
