# why: AKS makes the nodes of a pool of a confidential size confidential VMs by itself; the ordinary system pool serves no model
# at: azurerm_kubernetes_cluster_node_pool.llm
resource "azurerm_kubernetes_cluster" "serving" {
  name                = "aks-serving"
  resource_group_name = "rg-llm-prod"
  location            = "westeurope"
  dns_prefix          = "serving"
  default_node_pool {
    name                         = "system"
    vm_size                      = "Standard_D4s_v5"
    node_count                   = 3
    only_critical_addons_enabled = true
  }
  identity {
    type = "SystemAssigned"
  }
}

resource "azurerm_kubernetes_cluster_node_pool" "llm" {
  name                  = "llm"
  kubernetes_cluster_id = azurerm_kubernetes_cluster.serving.id
  vm_size               = "Standard_DC16as_v5"
  node_count            = 2
  node_labels           = { workload = "llm-inference" }
  tags                  = { data-classification = "transcripts", workload = "llm-inference" }
}
