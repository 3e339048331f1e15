# why: the identity reads the corpora's account alone, and the compute instance stands in our subnet without a public address
# at: azurerm_machine_learning_compute_instance.ben
resource "azurerm_storage_account" "this" {
  for_each                 = { corpora = "training-data", recordings = "recordings" }
  name                     = "stnx${each.key}"
  resource_group_name      = "rg-data"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "ZRS"
  tags                     = { data-classification = each.value }
}

resource "azurerm_machine_learning_compute_instance" "ben" {
  name                          = "ci-ben"
  machine_learning_workspace_id = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-ml/providers/Microsoft.MachineLearningServices/workspaces/mlw"
  virtual_machine_size          = "Standard_D4s_v5"
  subnet_resource_id            = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-net/providers/Microsoft.Network/virtualNetworks/vnet/subnets/ml"
  node_public_ip_enabled        = false
  identity {
    type = "SystemAssigned"
  }
}

resource "azurerm_role_assignment" "ben" {
  scope                = azurerm_storage_account.this["corpora"].id
  role_definition_name = "Storage Blob Data Contributor"
  principal_id         = azurerm_machine_learning_compute_instance.ben.identity[0].principal_id
}
