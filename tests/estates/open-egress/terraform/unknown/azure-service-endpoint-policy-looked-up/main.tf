# why: the policy of the service endpoint stands in another configuration: which accounts it lets through is not shown
# at: azurerm_machine_learning_compute_instance.anna
resource "azurerm_virtual_network" "prod" {
  name                = "vnet-ml"
  location            = "westeurope"
  resource_group_name = "rg-ml-prod"
  address_space       = ["10.43.0.0/16"]
}

resource "azurerm_subnet" "ml" {
  name                 = "snet-ml"
  resource_group_name  = "rg-ml-prod"
  virtual_network_name = azurerm_virtual_network.prod.name
  address_prefixes     = ["10.43.1.0/24"]
  service_endpoints           = ["Microsoft.Storage"]
  service_endpoint_policy_ids = ["/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-net/providers/Microsoft.Network/serviceEndpointPolicies/sep-own"]
}

resource "azurerm_route_table" "drop" {
  name                = "rt-drop"
  location            = "westeurope"
  resource_group_name = "rg-ml-prod"
  route {
    name           = "nowhere"
    address_prefix = "0.0.0.0/0"
    next_hop_type  = "None"
  }
}

resource "azurerm_subnet_route_table_association" "ml" {
  subnet_id      = azurerm_subnet.ml.id
  route_table_id = azurerm_route_table.drop.id
}

resource "azurerm_machine_learning_workspace" "train" {
  name                    = "mlw-train"
  location                = "westeurope"
  resource_group_name     = "rg-ml-prod"
  application_insights_id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-ml-prod/providers/Microsoft.Insights/components/ai"
  key_vault_id            = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-ml-prod/providers/Microsoft.KeyVault/vaults/kv"
  storage_account_id      = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-ml-prod/providers/Microsoft.Storage/storageAccounts/stml"
  identity {
    type = "SystemAssigned"
  }
}

resource "azurerm_machine_learning_compute_instance" "anna" {
  name                          = "ci-anna"
  machine_learning_workspace_id = azurerm_machine_learning_workspace.train.id
  virtual_machine_size          = "Standard_NC6s_v3"
  subnet_resource_id            = azurerm_subnet.ml.id
  node_public_ip_enabled        = false
}
