# why: the rule that lets everything out is for the build agents' range; for the model's subnet the firewall knows one regional tag, and denies the rest by default
# at: azurerm_kubernetes_cluster.llm
resource "azurerm_virtual_network" "prod" {
  name                = "vnet-prod"
  location            = "francecentral"
  resource_group_name = "rg-prod"
  address_space       = ["10.42.0.0/16"]
}

resource "azurerm_subnet" "fw" {
  name                 = "AzureFirewallSubnet"
  resource_group_name  = "rg-prod"
  virtual_network_name = azurerm_virtual_network.prod.name
  address_prefixes     = ["10.42.0.0/26"]
}

resource "azurerm_subnet" "nodes" {
  name                 = "snet-nodes"
  resource_group_name  = "rg-prod"
  virtual_network_name = azurerm_virtual_network.prod.name
  address_prefixes     = ["10.42.16.0/20"]
}

resource "azurerm_public_ip" "fw" {
  name                = "pip-fw"
  location            = "francecentral"
  resource_group_name = "rg-prod"
  allocation_method   = "Static"
}

resource "azurerm_firewall" "prod" {
  name                = "fw-prod"
  location            = "francecentral"
  resource_group_name = "rg-prod"
  sku_name            = "AZFW_VNet"
  sku_tier            = "Standard"
  ip_configuration {
    name                 = "ipconfig"
    subnet_id            = azurerm_subnet.fw.id
    public_ip_address_id = azurerm_public_ip.fw.id
  }
}

resource "azurerm_firewall_network_rule_collection" "all" {
  name                = "egress"
  azure_firewall_name = azurerm_firewall.prod.name
  resource_group_name = "rg-prod"
  priority            = 100
  action              = "Allow"
  rule {
    name                  = "build-agents"
    source_addresses      = ["10.42.9.0/24"]
    destination_addresses = ["*"]
    destination_ports     = ["*"]
    protocols             = ["Any"]
  }
  rule {
    name                  = "storage"
    source_addresses      = azurerm_subnet.nodes.address_prefixes
    destination_addresses = ["Storage.CentralFrance"]
    destination_ports     = ["443"]
    protocols             = ["TCP"]
  }
}

resource "azurerm_route_table" "nodes" {
  name                          = "rt-nodes"
  location                      = "francecentral"
  resource_group_name           = "rg-prod"
  bgp_route_propagation_enabled = false
}

resource "azurerm_route" "default" {
  name                   = "default"
  resource_group_name    = "rg-prod"
  route_table_name       = azurerm_route_table.nodes.name
  address_prefix         = "0.0.0.0/0"
  next_hop_type          = "VirtualAppliance"
  next_hop_in_ip_address = azurerm_firewall.prod.ip_configuration[0].private_ip_address
}

resource "azurerm_subnet_route_table_association" "nodes" {
  subnet_id      = azurerm_subnet.nodes.id
  route_table_id = azurerm_route_table.nodes.id
}

resource "azurerm_kubernetes_cluster" "llm" {
  name                = "aks-llm"
  location            = "francecentral"
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
    outbound_type  = "userDefinedRouting"
  }
  identity {
    type = "SystemAssigned"
  }
}
