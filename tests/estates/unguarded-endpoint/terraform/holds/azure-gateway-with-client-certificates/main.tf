# why: the listener's policy prevents with the default rule set and reads bodies, and its SSL profile asks every caller for a client certificate
# at: azurerm_application_gateway.llm
resource "azurerm_subnet" "gw" {
  name                 = "snet-gw"
  resource_group_name  = "rg-llm-prod"
  virtual_network_name = "vnet-prod"
  address_prefixes     = ["10.20.0.0/24"]
}

resource "azurerm_public_ip" "gw" {
  name                = "pip-gw"
  location            = "westeurope"
  resource_group_name = "rg-llm-prod"
  allocation_method   = "Static"
}

resource "azurerm_web_application_firewall_policy" "llm" {
  name                = "waf-llm"
  location            = "westeurope"
  resource_group_name = "rg-llm-prod"
  policy_settings {
    enabled = true
    mode    = "Prevention"
  }
  managed_rules {
    managed_rule_set {
      type    = "Microsoft_DefaultRuleSet"
      version = "2.1"
    }
  }
}

resource "azurerm_application_gateway" "llm" {
  name                = "agw-llm"
  location            = "westeurope"
  resource_group_name = "rg-llm-prod"
  firewall_policy_id  = azurerm_web_application_firewall_policy.llm.id
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
  frontend_port {
    name = "https"
    port = 443
  }
  trusted_client_certificate {
    name = "clinics"
    data = "MIIB"
  }
  ssl_profile {
    name                             = "mtls"
    trusted_client_certificate_names = ["clinics"]
    verify_client_cert_issuer_dn     = true
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
    frontend_ip_configuration_name = "public"
    frontend_port_name             = "https"
    protocol                       = "Https"
    ssl_certificate_name           = "llm"
    ssl_profile_name               = "mtls"
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
