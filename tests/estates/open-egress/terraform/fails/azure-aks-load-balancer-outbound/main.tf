# why: without an outbound_type AKS gives the nodes a public load balancer to send from, and no NSG on their subnet denies the internet
# at: azurerm_kubernetes_cluster.llm
resource "azurerm_virtual_network" "prod" {
  name                = "vnet-prod"
  location            = "westeurope"
  resource_group_name = "rg-aks-prod"
  address_space       = ["10.60.0.0/16"]

  subnet {
    name             = "snet-nodes"
    address_prefixes = ["10.60.0.0/20"]
  }
}

resource "azurerm_kubernetes_cluster" "llm" {
  name                    = "aks-llm"
  location                = "westeurope"
  resource_group_name     = "rg-aks-prod"
  dns_prefix              = "llm"
  private_cluster_enabled = true
  tags                    = { workload = "llm-inference" }

  default_node_pool {
    name           = "gpu"
    vm_size        = "Standard_NC24ads_A100_v4"
    node_count     = 2
    vnet_subnet_id = one(azurerm_virtual_network.prod.subnet[*].id)
  }

  network_profile {
    network_plugin = "azure"
    network_policy = "calico"
  }

  identity {
    type = "SystemAssigned"
  }
}
