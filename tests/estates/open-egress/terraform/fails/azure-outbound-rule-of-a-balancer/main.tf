# why: the subnet is private and the machine has no address, but an outbound rule of the load balancer translates for its pool
# at: azurerm_linux_virtual_machine.llm
resource "azurerm_virtual_network" "ml" {
  name                = "vnet-ml"
  location            = "westeurope"
  resource_group_name = "rg-ml-prod"
  address_space       = ["10.43.0.0/16"]
}

resource "azurerm_subnet" "ml" {
  name                 = "snet-ml"
  resource_group_name  = "rg-ml-prod"
  virtual_network_name = azurerm_virtual_network.ml.name
  address_prefixes     = ["10.43.1.0/24"]
  default_outbound_access_enabled = false
}

resource "azurerm_network_interface" "llm" {
  name                = "nic-llm"
  location            = "westeurope"
  resource_group_name = "rg-ml-prod"
  ip_configuration {
    name                          = "main"
    subnet_id                     = azurerm_subnet.ml.id
    private_ip_address_allocation = "Dynamic"
  }
}

resource "azurerm_linux_virtual_machine" "llm" {
  name                  = "vm-llm"
  location              = "westeurope"
  resource_group_name   = "rg-ml-prod"
  size                  = "Standard_NC24ads_A100_v4"
  admin_username        = "operator"
  network_interface_ids = [azurerm_network_interface.llm.id]
  custom_data           = base64encode("vllm serve /models/clinical")
  os_disk {
    caching              = "ReadOnly"
    storage_account_type = "Premium_LRS"
  }
}

resource "azurerm_network_security_group" "ml" {
  name                = "nsg-ml"
  location            = "westeurope"
  resource_group_name = "rg-ml-prod"
}

resource "azurerm_subnet_network_security_group_association" "ml" {
  subnet_id                 = azurerm_subnet.ml.id
  network_security_group_id = azurerm_network_security_group.ml.id
}

resource "azurerm_public_ip" "lb" {
  name                = "pip-lb"
  location            = "westeurope"
  resource_group_name = "rg-ml-prod"
  allocation_method   = "Static"
  sku                 = "Standard"
}

resource "azurerm_lb" "front" {
  name                = "lb-front"
  location            = "westeurope"
  resource_group_name = "rg-ml-prod"
  sku                 = "Standard"
  frontend_ip_configuration {
    name                 = "front"
    public_ip_address_id = azurerm_public_ip.lb.id
  }
}

resource "azurerm_lb_backend_address_pool" "llm" {
  loadbalancer_id = azurerm_lb.front.id
  name            = "llm"
}

resource "azurerm_network_interface_backend_address_pool_association" "llm" {
  network_interface_id    = azurerm_network_interface.llm.id
  ip_configuration_name   = "main"
  backend_address_pool_id = azurerm_lb_backend_address_pool.llm.id
}

resource "azurerm_lb_outbound_rule" "out" {
  loadbalancer_id         = azurerm_lb.front.id
  name                    = "out"
  protocol                = "All"
  backend_address_pool_id = azurerm_lb_backend_address_pool.llm.id
  frontend_ip_configuration {
    name = "front"
  }
}
