# why: both NSGs must let a packet out; the subnet's allows everything, the interface's denies what is not in its list
# at: azurerm_linux_virtual_machine.vllm
resource "azurerm_virtual_network" "prod" {
  name                = "vnet-prod"
  location            = "westeurope"
  resource_group_name = "rg-prod"
  address_space       = ["10.20.0.0/16"]
}

resource "azurerm_subnet" "inference" {
  name                 = "snet-inference"
  resource_group_name  = "rg-prod"
  virtual_network_name = azurerm_virtual_network.prod.name
  address_prefixes     = ["10.20.1.0/24"]
}

resource "azurerm_network_security_group" "subnet" {
  name                = "nsg-subnet"
  location            = "westeurope"
  resource_group_name = "rg-prod"
}

resource "azurerm_subnet_network_security_group_association" "inference" {
  subnet_id                 = azurerm_subnet.inference.id
  network_security_group_id = azurerm_network_security_group.subnet.id
}

resource "azurerm_network_security_group" "nic" {
  name                = "nsg-nic"
  location            = "westeurope"
  resource_group_name = "rg-prod"

  dynamic "security_rule" {
    for_each = { "Storage.WestEurope" = 200, AzureActiveDirectory = 210 }
    content {
      name                       = "allow-${lower(replace(security_rule.key, ".", "-"))}"
      priority                   = security_rule.value
      direction                  = "Outbound"
      access                     = "Allow"
      protocol                   = "Tcp"
      source_port_range          = "*"
      destination_port_range     = "443"
      source_address_prefix      = "*"
      destination_address_prefix = security_rule.key
    }
  }

  security_rule {
    name                       = "deny-all"
    priority                   = 4096
    direction                  = "Outbound"
    access                     = "Deny"
    protocol                   = "*"
    source_port_range          = "*"
    destination_port_range     = "*"
    source_address_prefix      = "*"
    destination_address_prefix = "*"
  }
}

resource "azurerm_network_interface" "vllm" {
  name                = "nic-vllm"
  location            = "westeurope"
  resource_group_name = "rg-prod"
  ip_configuration {
    name                          = "ipconfig"
    subnet_id                     = azurerm_subnet.inference.id
    private_ip_address_allocation = "Dynamic"
  }
}

resource "azurerm_network_interface_security_group_association" "vllm" {
  network_interface_id      = azurerm_network_interface.vllm.id
  network_security_group_id = azurerm_network_security_group.nic.id
}

resource "azurerm_linux_virtual_machine" "vllm" {
  name                  = "vm-vllm"
  location              = "westeurope"
  resource_group_name   = "rg-prod"
  size                  = "Standard_NC40ads_H100_v5"
  admin_username        = "ops"
  network_interface_ids = [azurerm_network_interface.vllm.id]
  custom_data           = base64encode("docker run vllm/vllm-openai:v0.6.3")
  admin_ssh_key {
    username   = "ops"
    public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIZ ops"
  }
  os_disk {
    caching              = "ReadOnly"
    storage_account_type = "Premium_LRS"
  }
}
