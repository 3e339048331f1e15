# why: the service tag `Storage` without a region is every storage account of every tenant and region; only `Storage.WestEurope` would stay inside
# at: azurerm_linux_virtual_machine_scale_set.llm
locals {
  rules = {
    storage  = { priority = 110, access = "Allow", tag = "Storage" }
    entra    = { priority = 120, access = "Allow", tag = "AzureActiveDirectory" }
    internet = { priority = 4000, access = "Deny", tag = "Internet" }
  }
}

resource "azurerm_virtual_network" "prod" {
  name                = "vnet-prod"
  location            = "germanywestcentral"
  resource_group_name = "rg-llm-prod"
  address_space       = ["10.30.0.0/16"]
}

resource "azurerm_subnet" "gpu" {
  name                 = "snet-gpu"
  resource_group_name  = "rg-llm-prod"
  virtual_network_name = azurerm_virtual_network.prod.name
  address_prefixes     = ["10.30.4.0/24"]
}

resource "azurerm_network_security_group" "gpu" {
  name                = "nsg-gpu"
  location            = "germanywestcentral"
  resource_group_name = "rg-llm-prod"
}

resource "azurerm_network_security_rule" "out" {
  for_each                    = local.rules
  name                        = each.key
  priority                    = each.value.priority
  direction                   = "Outbound"
  access                      = each.value.access
  protocol                    = "Tcp"
  source_port_range           = "*"
  destination_port_range      = "*"
  source_address_prefix       = "*"
  destination_address_prefix  = each.value.tag
  resource_group_name         = "rg-llm-prod"
  network_security_group_name = azurerm_network_security_group.gpu.name
}

resource "azurerm_linux_virtual_machine_scale_set" "llm" {
  name                = "vmss-llm"
  location            = "germanywestcentral"
  resource_group_name = "rg-llm-prod"
  sku                 = "Standard_NC24ads_A100_v4"
  instances           = 2
  admin_username      = "ops"
  custom_data         = base64encode("docker run ghcr.io/huggingface/text-generation-inference:2.4")
  network_interface {
    name                      = "nic"
    primary                   = true
    network_security_group_id = azurerm_network_security_group.gpu.id
    ip_configuration {
      name      = "ipconfig"
      primary   = true
      subnet_id = azurerm_subnet.gpu.id
    }
  }
  os_disk {
    caching              = "ReadOnly"
    storage_account_type = "Premium_LRS"
  }
}
