# why: no policy at all, but the only listener stands on the private frontend
# at: azurerm_application_gateway.llm
resource "azurerm_virtual_network" "prod" {
  name                = "vnet-prod"
  location            = "westeurope"
  resource_group_name = "rg-llm-prod"
  address_space       = ["10.20.0.0/16"]
}

resource "azurerm_subnet" "gw" {
  name                 = "snet-gw"
  resource_group_name  = "rg-llm-prod"
  virtual_network_name = azurerm_virtual_network.prod.name
  address_prefixes     = ["10.20.0.0/24"]
}

resource "azurerm_public_ip" "gw" {
  name                = "pip-gw"
  location            = "westeurope"
  resource_group_name = "rg-llm-prod"
  allocation_method   = "Static"
  sku                 = "Standard"
}

resource "azurerm_web_application_firewall_policy" "llm" {
  name                = "waf-llm"
  location            = "westeurope"
  resource_group_name = "rg-llm-prod"
  policy_settings {
    mode               = "Prevention"
    request_body_check = true
  }
  managed_rules {
    managed_rule_set {
      type    = "OWASP"
      version = "3.2"
    }
  }
}

resource "azurerm_application_gateway" "llm" {
  name                = "agw-llm"
  location            = "westeurope"
  resource_group_name = "rg-llm-prod"
  sku {
    name     = "WAF_v2"
    tier     = "WAF_v2"
    capacity = 2
  }
  gateway_ip_configuration {
    name      = "gw"
    subnet_id = azurerm_subnet.gw.id
  }
  frontend_ip_configuration {
    name                 = "public"
    public_ip_address_id = azurerm_public_ip.gw.id
  }
  frontend_ip_configuration {
    name                          = "private"
    subnet_id                     = azurerm_subnet.gw.id
    private_ip_address_allocation = "Static"
    private_ip_address            = "10.20.0.10"
  }
  frontend_port {
    name = "https"
    port = 443
  }
  backend_address_pool {
    name         = "vllm"
    ip_addresses = ["10.20.1.10"]
  }
  backend_http_settings {
    name                  = "vllm"
    port                  = 8000
    protocol              = "Http"
    cookie_based_affinity = "Disabled"
  }
  http_listener {
    name                           = "llm"
    frontend_ip_configuration_name = "private"
    frontend_port_name             = "https"
    protocol                       = "Https"
    ssl_certificate_name           = "llm"
  }
  request_routing_rule {
    name                       = "llm"
    rule_type                  = "Basic"
    priority                   = 10
    http_listener_name         = "llm"
    backend_address_pool_name  = "vllm"
    backend_http_settings_name = "vllm"
  }
}
