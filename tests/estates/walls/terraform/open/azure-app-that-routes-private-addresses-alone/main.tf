# why: with vnet_route_all off only private addresses take the way of the subnet; the rest leaves directly
# wall: azurerm_storage_account.w internet open 0
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
resource "azurerm_virtual_network" "d" {
  name                = "d"
  resource_group_name = azurerm_resource_group.dev.name
  location            = "westeurope"
  address_space       = ["10.2.0.0/16"]
}
resource "azurerm_subnet" "p" {
  name                 = "p"
  resource_group_name  = azurerm_resource_group.prod.name
  virtual_network_name = azurerm_virtual_network.p.name
  address_prefixes     = ["10.1.1.0/24"]
}
resource "azurerm_subnet" "d" {
  name                 = "d"
  resource_group_name  = azurerm_resource_group.dev.name
  virtual_network_name = azurerm_virtual_network.d.name
  address_prefixes     = ["10.2.1.0/24"]
}
resource "azurerm_virtual_network_peering" "pd" {
  name                      = "pd"
  resource_group_name       = azurerm_resource_group.prod.name
  virtual_network_name      = azurerm_virtual_network.p.name
  remote_virtual_network_id = azurerm_virtual_network.d.id
}
resource "azurerm_virtual_network_peering" "dp" {
  name                      = "dp"
  resource_group_name       = azurerm_resource_group.dev.name
  virtual_network_name      = azurerm_virtual_network.d.name
  remote_virtual_network_id = azurerm_virtual_network.p.id
}
resource "azurerm_network_security_group" "n" {
  name                = "n"
  resource_group_name = azurerm_resource_group.prod.name
  location            = "westeurope"
  security_rule {
    name                       = "x"
    priority                   = 300
    direction                  = "Inbound"
    access                     = "Deny"
    protocol                   = "*"
    source_port_range          = "*"
    destination_port_range     = "*"
    source_address_prefix      = "VirtualNetwork"
    destination_address_prefix = "*"
  }
}
resource "azurerm_subnet_network_security_group_association" "n" {
  subnet_id                 = azurerm_subnet.p.id
  network_security_group_id = azurerm_network_security_group.n.id
}
resource "azurerm_service_plan" "s" {
  name                = "s"
  resource_group_name = azurerm_resource_group.prod.name
  location            = "westeurope"
  os_type             = "Linux"
  sku_name            = "P1v3"
}
resource "azurerm_linux_web_app" "a" {
  name                      = "app-llm"
  resource_group_name       = azurerm_resource_group.prod.name
  location                  = "westeurope"
  service_plan_id           = azurerm_service_plan.s.id
  virtual_network_subnet_id = azurerm_subnet.p.id
  site_config { vnet_route_all_enabled = false }
  identity { type = "SystemAssigned" }
}
resource "azurerm_role_assignment" "a" {
  scope                = azurerm_storage_account.w.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azurerm_linux_web_app.a.identity[0].principal_id
}
