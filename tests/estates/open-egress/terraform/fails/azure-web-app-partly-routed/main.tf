# why: the app is integrated into a subnet whose NSG denies the internet, but vnet_route_all_enabled is off: only private ranges take that way
# at: azurerm_linux_web_app.assistant
resource "azurerm_virtual_network" "prod" {
  name                = "vnet-prod"
  location            = "westeurope"
  resource_group_name = "rg-web-prod"
  address_space       = ["10.70.0.0/16"]
}

resource "azurerm_network_security_group" "closed" {
  name                = "nsg-closed"
  location            = "westeurope"
  resource_group_name = "rg-web-prod"
  security_rule {
    name                       = "deny-internet"
    priority                   = 100
    direction                  = "Outbound"
    access                     = "Deny"
    protocol                   = "*"
    source_port_range          = "*"
    destination_port_range     = "*"
    source_address_prefix      = "*"
    destination_address_prefix = "Internet"
  }
}

resource "azurerm_subnet" "web" {
  name                 = "snet-web"
  resource_group_name  = "rg-web-prod"
  virtual_network_name = azurerm_virtual_network.prod.name
  address_prefixes     = ["10.70.1.0/24"]
  delegation {
    name = "web"
    service_delegation {
      name = "Microsoft.Web/serverFarms"
    }
  }
}

resource "azurerm_subnet_network_security_group_association" "web" {
  subnet_id                 = azurerm_subnet.web.id
  network_security_group_id = azurerm_network_security_group.closed.id
}

resource "azurerm_service_plan" "llm" {
  name                = "asp-llm"
  location            = "westeurope"
  resource_group_name = "rg-web-prod"
  os_type             = "Linux"
  sku_name            = "P3v3"
}

resource "azurerm_linux_web_app" "assistant" {
  name                      = "app-assistant"
  location                  = "westeurope"
  resource_group_name       = "rg-web-prod"
  service_plan_id           = azurerm_service_plan.llm.id
  virtual_network_subnet_id = azurerm_subnet.web.id
  site_config {
    application_stack {
      docker_image_name   = "ollama/ollama:0.3.14"
      docker_registry_url = "https://crprod.azurecr.io"
    }
  }
}
