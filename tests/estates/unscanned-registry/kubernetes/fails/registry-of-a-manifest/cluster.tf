provider "azurerm" {
  features {}
  subscription_id = "00000000-0000-0000-0000-00000000000a"
}

resource "azurerm_resource_group" "ai" {
  name     = "rg-ai-prod"
  location = "westeurope"
}

resource "azurerm_virtual_network" "ai" {
  name                = "vnet-ai"
  location            = "westeurope"
  resource_group_name = azurerm_resource_group.ai.name
  address_space       = ["10.20.0.0/16"]
}

resource "azurerm_subnet" "nodes" {
  name                 = "snet-nodes"
  resource_group_name  = azurerm_resource_group.ai.name
  virtual_network_name = azurerm_virtual_network.ai.name
  address_prefixes     = ["10.20.1.0/24"]
}

resource "azurerm_kubernetes_cluster" "ai" {
  name                = "aks-ai"
  location            = "westeurope"
  resource_group_name = azurerm_resource_group.ai.name
  dns_prefix          = "ai"
  default_node_pool {
    name           = "system"
    vm_size        = "Standard_NC24ads_A100_v4"
    node_count     = 2
    vnet_subnet_id = azurerm_subnet.nodes.id
  }
  identity {
    type = "SystemAssigned"
  }
  network_profile {
    network_plugin = "azure"
    network_policy = "calico"
  }
}

resource "azurerm_container_registry" "ai" {
  name                = "acrward"
  resource_group_name = azurerm_resource_group.ai.name
  location            = "westeurope"
  sku                 = "Premium"
}
