# why: the pool whose label schedules vLLM on it has a confidential size
# at: azurerm_kubernetes_cluster_node_pool.gpu
provider "azurerm" {
  subscription_id = "00000000-0000-0000-0000-0000000000a1"
  features {}
}

resource "azurerm_kubernetes_cluster" "wards" {
  name                = "aks-hko-wards"
  location            = "westeurope"
  resource_group_name = "rg-llm-prod"
  dns_prefix          = "hko"
  default_node_pool {
    name       = "system"
    vm_size    = "Standard_D4as_v5"
    node_count = 1
  }
  identity { type = "SystemAssigned" }
}

resource "azurerm_kubernetes_cluster_node_pool" "gpu" {
  name                  = "gpu"
  kubernetes_cluster_id = azurerm_kubernetes_cluster.wards.id
  vm_size               = "Standard_NCC40ads_H100_v5"
  node_labels           = { "hko.example/runs" = "vllm" }
  tags                  = { data-classification = "phi", env = "prod" }
}
