# why: the role assignment was made at the resource group, so that the notebook's identity reads the recordings beside the training data
# at: azurerm_machine_learning_compute_instance.ana
resource "azurerm_resource_group" "data" {
  name     = "rg-data"
  location = "westeurope"
}

resource "azurerm_storage_account" "this" {
  for_each                 = { corpora = "training-data", recordings = "recordings" }
  name                     = "stnb${each.key}"
  resource_group_name      = azurerm_resource_group.data.name
  location                 = azurerm_resource_group.data.location
  account_tier             = "Standard"
  account_replication_type = "ZRS"
  tags                     = { data-classification = each.value }
}

resource "azurerm_user_assigned_identity" "notebook" {
  name                = "id-notebook"
  resource_group_name = "rg-ml"
  location            = "westeurope"
}

resource "azurerm_role_assignment" "notebook" {
  scope                = azurerm_resource_group.data.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azurerm_user_assigned_identity.notebook.principal_id
}

resource "azurerm_machine_learning_compute_instance" "ana" {
  name                          = "ci-ana"
  machine_learning_workspace_id = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-ml/providers/Microsoft.MachineLearningServices/workspaces/mlw"
  virtual_machine_size          = "Standard_D4s_v5"
  subnet_resource_id            = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-net/providers/Microsoft.Network/virtualNetworks/vnet/subnets/ml"
  node_public_ip_enabled        = false
  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.notebook.id]
  }
}
