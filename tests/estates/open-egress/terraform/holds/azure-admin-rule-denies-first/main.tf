# why: the NSG allows the internet, but a deployed admin rule denies it before any NSG is asked
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
    name                       = "out"
    priority                   = 100
    direction                  = "Outbound"
    access                     = "Allow"
    protocol                   = "*"
    source_port_range          = "*"
    destination_port_range     = "*"
    source_address_prefix      = "*"
    destination_address_prefix = "Internet"
  }
}

resource "azurerm_subnet_network_security_group_association" "ml" {
  subnet_id                 = azurerm_subnet.ml.id
  network_security_group_id = azurerm_network_security_group.ml.id
}

resource "azurerm_network_manager" "hospital" {
  name                = "avnm"
  location            = "westeurope"
  resource_group_name = "rg-net"
  scope_accesses      = ["SecurityAdmin"]
  scope {
    subscription_ids = ["/subscriptions/00000000-0000-0000-0000-000000000001"]
  }
}

resource "azurerm_network_manager_network_group" "ml" {
  name               = "ml"
  network_manager_id = azurerm_network_manager.hospital.id
}

resource "azurerm_network_manager_static_member" "ml" {
  name                      = "ml"
  network_group_id          = azurerm_network_manager_network_group.ml.id
  target_virtual_network_id = azurerm_virtual_network.ml.id
}

resource "azurerm_network_manager_security_admin_configuration" "base" {
  name               = "base"
  network_manager_id = azurerm_network_manager.hospital.id
}

resource "azurerm_network_manager_admin_rule_collection" "base" {
  name                            = "base"
  security_admin_configuration_id = azurerm_network_manager_security_admin_configuration.base.id
  network_group_ids               = [azurerm_network_manager_network_group.ml.id]
}

resource "azurerm_network_manager_admin_rule" "one" {
  name                     = "one"
  admin_rule_collection_id = azurerm_network_manager_admin_rule_collection.base.id
  action                   = "Deny"
  direction                = "Outbound"
  priority                 = 10
  protocol                 = "Any"
  source_port_ranges       = ["0-65535"]
  destination_port_ranges  = ["0-65535"]
  source {
    address_prefix_type = "IPPrefix"
    address_prefix      = "*"
  }
  destination {
    address_prefix_type = "ServiceTag"
    address_prefix      = "Internet"
  }
}

resource "azurerm_network_manager_deployment" "base" {
  network_manager_id = azurerm_network_manager.hospital.id
  location           = "westeurope"
  scope_access       = "SecurityAdmin"
  configuration_ids  = [azurerm_network_manager_security_admin_configuration.base.id]
}
