# why: the workspace's public endpoint is off, but the private endpoint leads to its storage account, not to the workspace: two services, two endpoints
# at: azurerm_machine_learning_workspace.train
resource "azurerm_storage_account" "ml" {
  name                          = "stmlklinik"
  location                      = "westeurope"
  resource_group_name           = "rg-ml-prod"
  account_tier                  = "Standard"
  account_replication_type      = "ZRS"
  public_network_access_enabled = false
}

resource "azurerm_machine_learning_workspace" "train" {
  name                          = "mlw-train"
  location                      = "westeurope"
  resource_group_name           = "rg-ml-prod"
  application_insights_id       = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-ml-prod/providers/Microsoft.Insights/components/ai"
  key_vault_id                  = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-ml-prod/providers/Microsoft.KeyVault/vaults/kv"
  storage_account_id            = azurerm_storage_account.ml.id
  public_network_access_enabled = false
  identity {
    type = "SystemAssigned"
  }
}

resource "azurerm_private_endpoint" "ml" {
  name                = "pe-ml"
  location            = "westeurope"
  resource_group_name = "rg-ml-prod"
  subnet_id           = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-net-prod/providers/Microsoft.Network/virtualNetworks/vnet-prod/subnets/snet-pe"
  private_service_connection {
    name                           = "ml"
    private_connection_resource_id = azurerm_storage_account.ml.id
    subresource_names              = ["blob"]
    is_manual_connection           = false
  }
}
