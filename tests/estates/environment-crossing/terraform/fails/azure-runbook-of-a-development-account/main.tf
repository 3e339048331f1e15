# why: the runbook bears no tag, but its automation account is tagged development and runs as an identity that owns the production group
# at: azurerm_automation_runbook.nightly
resource "azurerm_user_assigned_identity" "operator" {
  name                = "id-operator"
  resource_group_name = "rg-apps"
  location            = "westeurope"
}

resource "azurerm_automation_account" "trial" {
  name                = "aa-trial"
  resource_group_name = "rg-apps"
  location            = "westeurope"
  sku_name            = "Basic"
  tags                = { env = "dev" }
  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.operator.id]
  }
}

resource "azurerm_automation_runbook" "nightly" {
  name                    = "nightly"
  automation_account_name = azurerm_automation_account.trial.name
  resource_group_name     = "rg-apps"
  location                = "westeurope"
  log_verbose             = false
  log_progress            = false
  runbook_type            = "PowerShell"
  content                 = "Get-AzVM"
}

resource "azurerm_storage_account" "records" {
  name                     = "stpatientrecords"
  resource_group_name      = "rg-apps"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "LRS"
}

resource "azurerm_role_assignment" "owner" {
  scope                = azurerm_storage_account.records.id
  role_definition_name = "Owner"
  principal_id         = azurerm_user_assigned_identity.operator.principal_id
}
