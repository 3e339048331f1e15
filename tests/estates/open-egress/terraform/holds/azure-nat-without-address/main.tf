# why: the subnet's NAT gateway has no public address or prefix, so it translates nothing, and default outbound access gives way to it
# at: azurerm_kubernetes_cluster.llm
resource "azurerm_virtual_network" "prod" {
  name                = "vnet-prod"
  location            = "westeurope"
  resource_group_name = "rg-prod"
  address_space       = ["10.46.0.0/16"]
}

resource "azurerm_subnet" "nodes" {
  name                 = "snet-nodes"
  resource_group_name  = "rg-prod"
  virtual_network_name = azurerm_virtual_network.prod.name
  address_prefixes     = ["10.46.0.0/20"]
}

resource "azurerm_nat_gateway" "nodes" {
  name                = "ng-nodes"
  location            = "westeurope"
  resource_group_name = "rg-prod"
}

resource "azurerm_subnet_nat_gateway_association" "nodes" {
  subnet_id      = azurerm_subnet.nodes.id
  nat_gateway_id = azurerm_nat_gateway.nodes.id
}

resource "azurerm_kubernetes_cluster" "llm" {
  name                = "aks-llm"
  location            = "westeurope"
  resource_group_name = "rg-prod"
  dns_prefix          = "llm"
  default_node_pool {
    name           = "gpu"
    vm_size        = "Standard_NC24ads_A100_v4"
    node_count     = 1
    vnet_subnet_id = azurerm_subnet.nodes.id
  }
  network_profile {
    network_plugin = "azure"
    outbound_type  = "userAssignedNATGateway"
  }
  identity {
    type = "SystemAssigned"
  }
}
