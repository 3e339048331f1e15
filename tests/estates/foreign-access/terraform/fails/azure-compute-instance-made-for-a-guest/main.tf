# why: the guest holds no role over the store; the compute instance that was made for him runs as an identity that reads it
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

resource "azurerm_machine_learning_workspace" "lab" {
  name                    = "lab"
  resource_group_name     = "rg-prod"
  location                = "westeurope"
  application_insights_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-prod/providers/Microsoft.Insights/components/lab"
  key_vault_id            = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-prod/providers/Microsoft.KeyVault/vaults/lab"
  storage_account_id      = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-prod/providers/Microsoft.Storage/storageAccounts/stlab"
  identity {
    type = "SystemAssigned"
  }
}

resource "azuread_invitation" "partner" {
  user_email_address = "partner@example.org"
  redirect_url       = "https://portal.azure.com"
}

resource "azurerm_machine_learning_compute_instance" "desk" {
  name                          = "desk"
  machine_learning_workspace_id = azurerm_machine_learning_workspace.lab.id
  virtual_machine_size          = "Standard_DS3_v2"
  authorization_type            = "personal"
  assign_to_user {
    object_id = azuread_invitation.partner.user_id
    tenant_id = "0d3e1f52-6a41-4a0e-9a55-6b1c7d2e8f01"
  }
  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.reader.id]
  }
}
