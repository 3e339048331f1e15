provider "azurerm" {
  features {}
}

resource "azurerm_virtual_network" "vnet-hub" {
  name                = "vnet-hub"
  resource_group_name = "rg-net"
  location            = "westeurope"
  address_space       = ["10.40.0.0/16"]
  tags                = { environment = "prod" }
}

resource "azurerm_subnet" "AzureFirewallSubnet" {
  name                 = "AzureFirewallSubnet"
  resource_group_name  = "rg-net"
  virtual_network_name = azurerm_virtual_network.vnet-hub.name
  address_prefixes     = ["10.40.0.0/26"]
}

resource "azurerm_subnet" "snet-nodes" {
  name                            = "snet-nodes"
  resource_group_name             = "rg-net"
  virtual_network_name            = azurerm_virtual_network.vnet-hub.name
  address_prefixes                = ["10.40.8.0/22"]
  default_outbound_access_enabled = false
}

resource "azurerm_subnet" "snet-jobs" {
  name                 = "snet-jobs"
  resource_group_name  = "rg-net"
  virtual_network_name = azurerm_virtual_network.vnet-hub.name
  address_prefixes     = ["10.40.16.0/24"]
}

resource "azurerm_network_security_group" "nsg-jobs" {
  name                = "nsg-jobs"
  resource_group_name = "rg-net"
  location            = "westeurope"
  security_rule {
    name                       = "ssh"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "22"
    source_address_prefix      = "*"
    destination_address_prefix = "*"
  }
}

resource "azurerm_subnet_network_security_group_association" "jobs" {
  subnet_id                 = azurerm_subnet.snet-jobs.id
  network_security_group_id = azurerm_network_security_group.nsg-jobs.id
}

resource "azurerm_public_ip" "pip-fw" {
  name                = "pip-fw"
  resource_group_name = "rg-net"
  location            = "westeurope"
  allocation_method   = "Static"
  sku                 = "Standard"
}

resource "azurerm_public_ip" "pip-jobs" {
  name                = "pip-jobs"
  resource_group_name = "rg-net"
  location            = "westeurope"
  allocation_method   = "Static"
  sku                 = "Standard"
}

resource "azurerm_firewall_policy" "fwp" {
  name                = "fwp"
  resource_group_name = "rg-net"
  location            = "westeurope"
}

resource "azurerm_firewall_policy_rule_collection_group" "out" {
  name               = "out"
  firewall_policy_id = azurerm_firewall_policy.fwp.id
  priority           = 200
  application_rule_collection {
    name     = "hub"
    priority = 100
    action   = "Allow"
    rule {
      name              = "models"
      source_addresses  = ["10.40.8.0/22"]
      destination_fqdns = ["huggingface.co"]
      protocols {
        type = "Https"
        port = 443
      }
    }
  }
}

resource "azurerm_firewall" "fw" {
  name                = "fw"
  resource_group_name = "rg-net"
  location            = "westeurope"
  sku_name            = "AZFW_VNet"
  sku_tier            = "Standard"
  firewall_policy_id  = azurerm_firewall_policy.fwp.id
  ip_configuration {
    name                 = "fw"
    subnet_id            = azurerm_subnet.AzureFirewallSubnet.id
    public_ip_address_id = azurerm_public_ip.pip-fw.id
  }
}

resource "azurerm_route_table" "rt-nodes" {
  name                = "rt-nodes"
  resource_group_name = "rg-net"
  location            = "westeurope"
  route {
    name                   = "all"
    address_prefix         = "0.0.0.0/0"
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = "10.40.0.4"
  }
}

resource "azurerm_subnet_route_table_association" "nodes" {
  subnet_id      = azurerm_subnet.snet-nodes.id
  route_table_id = azurerm_route_table.rt-nodes.id
}

resource "azurerm_kubernetes_cluster" "aks-llm" {
  name                   = "aks-llm"
  resource_group_name    = "rg-net"
  location               = "westeurope"
  dns_prefix             = "llm"
  local_account_disabled = true
  azure_policy_enabled   = true
  tags                   = { environment = "prod" }
  default_node_pool {
    name           = "system"
    vm_size        = "Standard_D4s_v5"
    node_count     = 3
    vnet_subnet_id = azurerm_subnet.snet-nodes.id
  }
  identity {
    type = "SystemAssigned"
  }
  network_profile {
    network_plugin = "azure"
    outbound_type  = "userDefinedRouting"
  }
}

resource "azurerm_kubernetes_cluster_node_pool" "gpu" {
  name                  = "gpu"
  kubernetes_cluster_id = azurerm_kubernetes_cluster.aks-llm.id
  vm_size               = "Standard_NC24ads_A100_v4"
  vnet_subnet_id        = azurerm_subnet.snet-nodes.id
}

resource "azurerm_network_interface" "nic-jobs" {
  name                = "nic-jobs"
  resource_group_name = "rg-net"
  location            = "westeurope"
  ip_configuration {
    name                          = "one"
    subnet_id                     = azurerm_subnet.snet-jobs.id
    private_ip_address_allocation = "Dynamic"
    public_ip_address_id          = azurerm_public_ip.pip-jobs.id
  }
}

resource "azurerm_linux_virtual_machine" "vm-jobs" {
  name                  = "vm-jobs"
  resource_group_name   = "rg-net"
  location              = "westeurope"
  size                  = "Standard_D8s_v5"
  admin_username        = "ops"
  network_interface_ids = [azurerm_network_interface.nic-jobs.id]
  tags                  = { data-classification = "recordings" }
  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "Premium_LRS"
  }
  source_image_reference {
    publisher = "Canonical"
    offer     = "ubuntu-24_04-lts"
    sku       = "server"
    version   = "latest"
  }
}
