# why: the compute instance names no subnet, but the workspace's managed network is AllowOnlyApprovedOutbound: it lets out what is approved only
# at: azurerm_machine_learning_compute_instance.ben
resource "azurerm_machine_learning_workspace" "train" {
  name                          = "mlw-train"
  location                      = "westeurope"
  resource_group_name           = "rg-ml-prod"
  application_insights_id       = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-ml-prod/providers/Microsoft.Insights/components/ai"
  key_vault_id                  = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-ml-prod/providers/Microsoft.KeyVault/vaults/kv"
  storage_account_id            = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-ml-prod/providers/Microsoft.Storage/storageAccounts/stml"
  public_network_access_enabled = false
  managed_network {
    isolation_mode = "AllowOnlyApprovedOutbound"
  }
  identity {
    type = "SystemAssigned"
  }
}

resource "azurerm_machine_learning_compute_instance" "ben" {
  name                          = "ci-ben"
  machine_learning_workspace_id = azurerm_machine_learning_workspace.train.id
  virtual_machine_size          = "Standard_DS3_v2"
}
