# why: default outbound access is off, but a NAT gateway with a public address gives the subnet an explicit way out, and no rule denies it
# at: azurerm_container_app.transcriber
resource "azurerm_virtual_network" "prod" {
  name                = "vnet-prod"
  location            = "westeurope"
  resource_group_name = "rg-apps-prod"
  address_space       = ["10.50.0.0/16"]
}

resource "azurerm_subnet" "apps" {
  name                            = "snet-apps"
  resource_group_name             = "rg-apps-prod"
  virtual_network_name            = azurerm_virtual_network.prod.name
  address_prefixes                = ["10.50.8.0/23"]
  default_outbound_access_enabled = false
}

resource "azurerm_public_ip" "nat" {
  name                = "pip-nat"
  location            = "westeurope"
  resource_group_name = "rg-apps-prod"
  allocation_method   = "Static"
  sku                 = "Standard"
}

resource "azurerm_nat_gateway" "apps" {
  name                = "ng-apps"
  location            = "westeurope"
  resource_group_name = "rg-apps-prod"
  sku_name            = "Standard"
}

resource "azurerm_nat_gateway_public_ip_association" "apps" {
  nat_gateway_id       = azurerm_nat_gateway.apps.id
  public_ip_address_id = azurerm_public_ip.nat.id
}

resource "azurerm_subnet_nat_gateway_association" "apps" {
  subnet_id      = azurerm_subnet.apps.id
  nat_gateway_id = azurerm_nat_gateway.apps.id
}

resource "azurerm_container_app_environment" "prod" {
  name                           = "cae-prod"
  location                       = "westeurope"
  resource_group_name            = "rg-apps-prod"
  infrastructure_subnet_id       = azurerm_subnet.apps.id
  internal_load_balancer_enabled = true
}

resource "azurerm_container_app" "transcriber" {
  name                         = "ca-transcriber"
  resource_group_name          = "rg-apps-prod"
  container_app_environment_id = azurerm_container_app_environment.prod.id
  revision_mode                = "Single"
  template {
    container {
      name   = "whisper"
      image  = "crprod.azurecr.io/faster-whisper-server:0.5"
      cpu    = 4
      memory = "8Gi"
    }
  }
}
