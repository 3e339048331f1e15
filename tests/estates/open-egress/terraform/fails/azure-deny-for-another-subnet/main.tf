# why: the deny at 200 has the jump hosts' range as its source; packets of the inference subnet fall through to AllowInternetOutBound (65001)
# at: azurerm_linux_virtual_machine.vllm
resource "azurerm_resource_group" "net" {
  name     = "rg-net-prod"
  location = "westeurope"
}

resource "azurerm_virtual_network" "prod" {
  name                = "vnet-prod"
  location            = azurerm_resource_group.net.location
  resource_group_name = azurerm_resource_group.net.name
  address_space       = ["10.20.0.0/16"]
}

resource "azurerm_subnet" "inference" {
  name                 = "snet-inference"
  resource_group_name  = azurerm_resource_group.net.name
  virtual_network_name = azurerm_virtual_network.prod.name
  address_prefixes     = ["10.20.1.0/24"]
}

resource "azurerm_network_security_group" "shared" {
  name                = "nsg-prod"
  location            = azurerm_resource_group.net.location
  resource_group_name = azurerm_resource_group.net.name

  security_rule {
    name                       = "deny-internet"
    priority                   = 200
    direction                  = "Outbound"
    access                     = "Deny"
    protocol                   = "*"
    source_port_range          = "*"
    destination_port_range     = "*"
    source_address_prefix      = "10.20.9.0/24"
    destination_address_prefix = "Internet"
  }
}

resource "azurerm_subnet_network_security_group_association" "inference" {
  subnet_id                 = azurerm_subnet.inference.id
  network_security_group_id = azurerm_network_security_group.shared.id
}

resource "azurerm_network_interface" "vllm" {
  name                = "nic-vllm"
  location            = azurerm_resource_group.net.location
  resource_group_name = azurerm_resource_group.net.name
  ip_configuration {
    name                          = "ipconfig"
    subnet_id                     = azurerm_subnet.inference.id
    private_ip_address_allocation = "Dynamic"
  }
}

resource "azurerm_linux_virtual_machine" "vllm" {
  name                  = "vm-vllm"
  location              = azurerm_resource_group.net.location
  resource_group_name   = azurerm_resource_group.net.name
  size                  = "Standard_NC40ads_H100_v5"
  admin_username        = "ops"
  network_interface_ids = [azurerm_network_interface.vllm.id]
  custom_data           = base64encode("docker run vllm/vllm-openai:v0.6.3 --model /models/llama")
  admin_ssh_key {
    username   = "ops"
    public_key = file("~/.ssh/id_ed25519.pub")
  }
  os_disk {
    caching              = "ReadOnly"
    storage_account_type = "Premium_LRS"
  }
}
