# why: the deny lists its source ports in two ranges, which are all of them
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
  security_rule {
    name                       = "deny-internet"
    priority                   = 100
    direction                  = "Outbound"
    access                     = "Deny"
    protocol                   = "*"
    source_port_ranges         = ["0-1023", "1024-65535"]
    destination_port_range     = "*"
    source_address_prefix      = "*"
    destination_address_prefix = "Internet"
  }
}

resource "azurerm_subnet_network_security_group_association" "ml" {
  subnet_id                 = azurerm_subnet.ml.id
  network_security_group_id = azurerm_network_security_group.ml.id
}
