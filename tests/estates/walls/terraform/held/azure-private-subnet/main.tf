# why: without default outbound access and without any other way the machine in the subnet sends nowhere
# wall: azurerm_storage_account.w internet held 1
provider "azurerm" {
  features {}
  subscription_id = "1b2c3d4e-0000-4000-8000-000000000001"
  tenant_id       = "6a1e0c77-2f0d-4d0e-9b11-7c5a4e3d2b10"
}
resource "azurerm_resource_group" "prod" {
  name     = "rg-prod"
  location = "westeurope"
}
resource "azurerm_resource_group" "dev" {
  name     = "rg-dev"
  location = "westeurope"
}
resource "azurerm_storage_account" "w" {
  name                      = "stklw"
  resource_group_name       = azurerm_resource_group.prod.name
  location                  = "westeurope"
  account_tier              = "Standard"
  account_replication_type  = "ZRS"
  shared_access_key_enabled = false
  tags                      = { data-classification = "weights" }
}
resource "azurerm_virtual_network" "p" {
  name                = "p"
  resource_group_name = azurerm_resource_group.prod.name
  location            = "westeurope"
  address_space       = ["10.1.0.0/16"]
}
resource "azurerm_subnet" "p" {
  name                            = "p"
  resource_group_name             = azurerm_resource_group.prod.name
  virtual_network_name            = azurerm_virtual_network.p.name
  address_prefixes                = ["10.1.1.0/24"]
  default_outbound_access_enabled = false
}
resource "azurerm_network_interface" "n" {
  name                = "n"
  resource_group_name = azurerm_resource_group.prod.name
  location            = "westeurope"
  ip_configuration {
    name                          = "a"
    subnet_id                     = azurerm_subnet.p.id
    private_ip_address_allocation = "Dynamic"
  }
}
resource "azurerm_linux_virtual_machine" "v" {
  name                  = "vm-llm"
  resource_group_name   = azurerm_resource_group.prod.name
  location              = "westeurope"
  size                  = "Standard_D4s_v5"
  admin_username        = "o"
  network_interface_ids = [azurerm_network_interface.n.id]
  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "Premium_LRS"
  }
  identity { type = "SystemAssigned" }
}
resource "azurerm_role_assignment" "a" {
  scope                = azurerm_storage_account.w.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azurerm_linux_virtual_machine.v.identity[0].principal_id
}
