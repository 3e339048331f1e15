# why: default_outbound_access_enabled is false and there is no NAT gateway, public address or outbound rule: AllowInternetOutBound has nowhere to lead
# at: azurerm_linux_virtual_machine_scale_set.tgi
resource "azurerm_virtual_network" "prod" {
  name                = "vnet-prod"
  location            = "swedencentral"
  resource_group_name = "rg-prod"
  address_space       = ["10.41.0.0/16"]
}

resource "azurerm_subnet" "tgi" {
  name                            = "snet-tgi"
  resource_group_name             = "rg-prod"
  virtual_network_name            = azurerm_virtual_network.prod.name
  address_prefixes                = ["10.41.2.0/24"]
  default_outbound_access_enabled = false
}

resource "azurerm_linux_virtual_machine_scale_set" "tgi" {
  name                = "vmss-tgi"
  location            = "swedencentral"
  resource_group_name = "rg-prod"
  sku                 = "Standard_NC24ads_A100_v4"
  instances           = 2
  admin_username      = "ops"
  user_data           = base64encode("docker run text-generation-inference:2.4")
  network_interface {
    name    = "nic"
    primary = true
    ip_configuration {
      name      = "ipconfig"
      primary   = true
      subnet_id = azurerm_subnet.tgi.id
    }
  }
  os_disk {
    caching              = "ReadOnly"
    storage_account_type = "Premium_LRS"
  }
}
