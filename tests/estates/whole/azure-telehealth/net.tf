resource "azurerm_virtual_network" "hub" {
  name                = "vnet-hub"
  resource_group_name = azurerm_resource_group.prod["net"].name
  location            = "westeurope"
  address_space       = ["10.10.0.0/16"]
}
resource "azurerm_virtual_network" "prod" {
  name                = "vnet-prod"
  resource_group_name = azurerm_resource_group.prod["net"].name
  location            = "westeurope"
  address_space       = ["10.20.0.0/16"]
}
resource "azurerm_virtual_network" "dev" {
  provider            = azurerm.dev
  name                = "vnet-dev"
  resource_group_name = azurerm_resource_group.dev.name
  location            = "westeurope"
  address_space       = ["10.30.0.0/16"]
}
resource "azurerm_subnet" "pe" {
  name                 = "pe"
  resource_group_name  = azurerm_resource_group.prod["net"].name
  virtual_network_name = azurerm_virtual_network.prod.name
  address_prefixes     = ["10.20.1.0/24"]
}
resource "azurerm_subnet" "aks" {
  name                 = "aks"
  resource_group_name  = azurerm_resource_group.prod["net"].name
  virtual_network_name = azurerm_virtual_network.prod.name
  address_prefixes     = ["10.20.2.0/24"]
}
resource "azurerm_subnet" "firewall" {
  name                 = "AzureFirewallSubnet"
  resource_group_name  = azurerm_resource_group.prod["net"].name
  virtual_network_name = azurerm_virtual_network.hub.name
  address_prefixes     = ["10.10.0.0/26"]
}
resource "azurerm_subnet" "dev" {
  provider             = azurerm.dev
  name                 = "dev"
  resource_group_name  = azurerm_resource_group.dev.name
  virtual_network_name = azurerm_virtual_network.dev.name
  address_prefixes     = ["10.30.1.0/24"]
}
# hub and spokes: dev and prod are both peered with the hub, not with each other
resource "azurerm_virtual_network_peering" "p" {
  for_each = {
    hub_prod = { rg = azurerm_resource_group.prod["net"].name, from = azurerm_virtual_network.hub.name, to = azurerm_virtual_network.prod.id }
    prod_hub = { rg = azurerm_resource_group.prod["net"].name, from = azurerm_virtual_network.prod.name, to = azurerm_virtual_network.hub.id }
    hub_dev  = { rg = azurerm_resource_group.prod["net"].name, from = azurerm_virtual_network.hub.name, to = azurerm_virtual_network.dev.id }
  }
  name                         = each.key
  resource_group_name          = each.value.rg
  virtual_network_name         = each.value.from
  remote_virtual_network_id    = each.value.to
  allow_forwarded_traffic      = true
  allow_virtual_network_access = true
}
resource "azurerm_virtual_network_peering" "dev_hub" {
  provider                  = azurerm.dev
  name                      = "dev-hub"
  resource_group_name       = azurerm_resource_group.dev.name
  virtual_network_name      = azurerm_virtual_network.dev.name
  remote_virtual_network_id = azurerm_virtual_network.hub.id
  allow_forwarded_traffic   = true
}
resource "azurerm_public_ip" "fw" {
  name                = "pip-fw"
  resource_group_name = azurerm_resource_group.prod["net"].name
  location            = "westeurope"
  allocation_method   = "Static"
  sku                 = "Standard"
}
resource "azurerm_firewall_policy" "fw" {
  name                = "fwp"
  resource_group_name = azurerm_resource_group.prod["net"].name
  location            = "westeurope"
}
resource "azurerm_firewall_policy_rule_collection_group" "out" {
  name               = "out"
  firewall_policy_id = azurerm_firewall_policy.fw.id
  priority           = 200
  network_rule_collection {
    name     = "allow-azure"
    priority = 200
    action   = "Allow"
    rule {
      name                  = "tags"
      protocols             = ["TCP"]
      source_addresses      = ["10.20.2.0/24"]
      destination_addresses = ["AzureMonitor", "AzureActiveDirectory", "Storage.WestEurope"]
      destination_ports     = ["443"]
    }
  }
}
resource "azurerm_firewall" "fw" {
  name                = "fw"
  resource_group_name = azurerm_resource_group.prod["net"].name
  location            = "westeurope"
  sku_name            = "AZFW_VNet"
  sku_tier            = "Standard"
  firewall_policy_id  = azurerm_firewall_policy.fw.id
  ip_configuration {
    name                 = "c"
    subnet_id            = azurerm_subnet.firewall.id
    public_ip_address_id = azurerm_public_ip.fw.id
  }
}
resource "azurerm_route_table" "aks" {
  name                = "rt-aks"
  resource_group_name = azurerm_resource_group.prod["net"].name
  location            = "westeurope"
  route {
    name                   = "out"
    address_prefix         = "0.0.0.0/0"
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = azurerm_firewall.fw.ip_configuration[0].private_ip_address
  }
}
resource "azurerm_subnet_route_table_association" "aks" {
  subnet_id      = azurerm_subnet.aks.id
  route_table_id = azurerm_route_table.aks.id
}
resource "azurerm_kubernetes_cluster" "llm" {
  name                      = "aks-llm"
  resource_group_name       = azurerm_resource_group.prod["ml"].name
  location                  = "westeurope"
  dns_prefix                = "llm"
  oidc_issuer_enabled       = true
  workload_identity_enabled = true
  private_cluster_enabled   = true
  default_node_pool {
    name           = "sys"
    vm_size        = "Standard_NC24ads_A100_v4"
    node_count     = 1
    vnet_subnet_id = azurerm_subnet.aks.id
  }
  network_profile {
    network_plugin = "azure"
    outbound_type  = "userDefinedRouting"
  }
  identity { type = "SystemAssigned" }
}
# ---- a training machine with a way out
resource "azurerm_subnet" "train" {
  name                 = "train"
  resource_group_name  = azurerm_resource_group.prod["net"].name
  virtual_network_name = azurerm_virtual_network.prod.name
  address_prefixes     = ["10.20.3.0/24"]
}
resource "azurerm_network_security_group" "train" {
  name                = "nsg-train"
  resource_group_name = azurerm_resource_group.prod["net"].name
  location            = "westeurope"
  security_rule {
    name                       = "no-internet"
    priority                   = 200
    direction                  = "Outbound"
    access                     = "Deny"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "*"
    source_address_prefix      = "*"
    destination_address_prefix = "Internet"
  }
}
resource "azurerm_subnet_network_security_group_association" "train" {
  subnet_id                 = azurerm_subnet.train.id
  network_security_group_id = azurerm_network_security_group.train.id
}
resource "azurerm_public_ip" "nat" {
  name                = "pip-nat"
  resource_group_name = azurerm_resource_group.prod["net"].name
  location            = "westeurope"
  allocation_method   = "Static"
  sku                 = "Standard"
}
resource "azurerm_nat_gateway" "train" {
  name                = "nat"
  resource_group_name = azurerm_resource_group.prod["net"].name
  location            = "westeurope"
}
resource "azurerm_nat_gateway_public_ip_association" "train" {
  nat_gateway_id       = azurerm_nat_gateway.train.id
  public_ip_address_id = azurerm_public_ip.nat.id
}
resource "azurerm_subnet_nat_gateway_association" "train" {
  subnet_id      = azurerm_subnet.train.id
  nat_gateway_id = azurerm_nat_gateway.train.id
}
resource "azurerm_network_interface" "train" {
  name                = "nic-train"
  resource_group_name = azurerm_resource_group.prod["ml"].name
  location            = "westeurope"
  ip_configuration {
    name                          = "a"
    subnet_id                     = azurerm_subnet.train.id
    private_ip_address_allocation = "Dynamic"
  }
}
resource "azurerm_linux_virtual_machine" "train" {
  name                  = "vm-train"
  resource_group_name   = azurerm_resource_group.prod["ml"].name
  location              = "westeurope"
  size                  = "Standard_NC40ads_H100_v5"
  admin_username        = "ops"
  network_interface_ids = [azurerm_network_interface.train.id]
  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "Premium_LRS"
  }
  identity { type = "SystemAssigned" }
  tags = { workload = "inference" }
}
resource "azurerm_role_assignment" "train" {
  scope                = azurerm_resource_group.prod["data"].id
  role_definition_name = "Storage Blob Data Contributor"
  principal_id         = azurerm_linux_virtual_machine.train.identity[0].principal_id
}
