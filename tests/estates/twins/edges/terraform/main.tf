provider "azurerm" {
  features {}
}

resource "azurerm_virtual_network" "vnet-edge" {
  name                = "vnet-edge"
  resource_group_name = "rg-edge"
  location            = "westeurope"
  address_space       = ["10.50.0.0/16"]
}

resource "azurerm_subnet" "snet-gw" {
  name                 = "snet-gw"
  resource_group_name  = "rg-edge"
  virtual_network_name = azurerm_virtual_network.vnet-edge.name
  address_prefixes     = ["10.50.0.0/24"]
}

resource "azurerm_subnet" "snet-apps" {
  name                 = "snet-apps"
  resource_group_name  = "rg-edge"
  virtual_network_name = azurerm_virtual_network.vnet-edge.name
  address_prefixes     = ["10.50.8.0/23"]
}

resource "azurerm_public_ip" "pip-gw" {
  name                = "pip-gw"
  resource_group_name = "rg-edge"
  location            = "westeurope"
  allocation_method   = "Static"
  sku                 = "Standard"
}

resource "azurerm_public_ip" "pip-lb" {
  name                = "pip-lb"
  resource_group_name = "rg-edge"
  location            = "westeurope"
  allocation_method   = "Static"
  sku                 = "Standard"
}

resource "azurerm_web_application_firewall_policy" "waf-llm" {
  name                = "waf-llm"
  resource_group_name = "rg-edge"
  location            = "westeurope"
  policy_settings {
    mode               = "Prevention"
    request_body_check = true
  }
  custom_rules {
    name      = "clinic"
    priority  = 10
    rule_type = "MatchRule"
    action    = "Allow"
    match_conditions {
      match_variables {
        variable_name = "RemoteAddr"
      }
      operator     = "IPMatch"
      match_values = ["0.0.0.0/0"]
    }
  }
  managed_rules {
    managed_rule_set {
      type    = "OWASP"
      version = "3.2"
    }
  }
}

resource "azurerm_application_gateway" "agw-llm" {
  name                = "agw-llm"
  resource_group_name = "rg-edge"
  location            = "westeurope"
  firewall_policy_id  = azurerm_web_application_firewall_policy.waf-llm.id
  tags                = { workload = "llm" }
  sku {
    name     = "WAF_v2"
    tier     = "WAF_v2"
    capacity = 2
  }
  gateway_ip_configuration {
    name      = "gw"
    subnet_id = azurerm_subnet.snet-gw.id
  }
  frontend_ip_configuration {
    name                 = "public"
    public_ip_address_id = azurerm_public_ip.pip-gw.id
  }
  frontend_port {
    name = "https"
    port = 443
  }
  backend_address_pool {
    name  = "chat"
    fqdns = ["app-chat.azurewebsites.net"]
  }
  backend_http_settings {
    name                  = "chat"
    port                  = 443
    protocol              = "Https"
    cookie_based_affinity = "Disabled"
  }
  http_listener {
    name                           = "llm"
    frontend_ip_configuration_name = "public"
    frontend_port_name             = "https"
    protocol                       = "Https"
  }
  request_routing_rule {
    name                       = "llm"
    rule_type                  = "Basic"
    priority                   = 10
    http_listener_name         = "llm"
    backend_address_pool_name  = "chat"
    backend_http_settings_name = "chat"
  }
}

resource "azurerm_linux_web_app" "app-chat" {
  name                          = "app-chat"
  resource_group_name           = "rg-edge"
  location                      = "westeurope"
  service_plan_id               = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-edge/providers/Microsoft.Web/serverFarms/plan"
  virtual_network_subnet_id     = azurerm_subnet.snet-apps.id
  public_network_access_enabled = true
  site_config {
    vnet_route_all_enabled        = true
    ip_restriction_default_action = "Deny"
    ip_restriction {
      name       = "clinic"
      action     = "Allow"
      ip_address = "198.51.100.0/24"
    }
    application_stack {
      docker_image_name   = "vllm-openai:0.6"
      docker_registry_url = "https://crllm.azurecr.io"
    }
  }
  auth_settings_v2 {
    auth_enabled           = true
    require_authentication = true
    unauthenticated_action = "Return401"
    login {}
  }
}

resource "azurerm_api_management" "apim-llm" {
  name                 = "apim-llm"
  resource_group_name  = "rg-edge"
  location             = "westeurope"
  publisher_name       = "clinic"
  publisher_email      = "ops@example.org"
  sku_name             = "Developer_1"
  virtual_network_type = "External"
}

resource "azurerm_api_management_api" "chat" {
  name                  = "chat"
  resource_group_name   = "rg-edge"
  api_management_name   = azurerm_api_management.apim-llm.name
  revision              = "1"
  display_name          = "chat"
  path                  = "chat"
  protocols             = ["https"]
  service_url           = "https://app-chat.azurewebsites.net"
  subscription_required = false
}

resource "azurerm_api_management_api_policy" "chat" {
  api_name            = azurerm_api_management_api.chat.name
  api_management_name = azurerm_api_management.apim-llm.name
  resource_group_name = "rg-edge"
  xml_content         = "<policies><inbound><base /></inbound></policies>"
}

resource "azurerm_cdn_frontdoor_profile" "afd" {
  name                = "afd"
  resource_group_name = "rg-edge"
  sku_name            = "Premium_AzureFrontDoor"
}

resource "azurerm_cdn_frontdoor_endpoint" "door" {
  name                     = "door"
  cdn_frontdoor_profile_id = azurerm_cdn_frontdoor_profile.afd.id
}

resource "azurerm_cdn_frontdoor_origin_group" "chats" {
  name                     = "chats"
  cdn_frontdoor_profile_id = azurerm_cdn_frontdoor_profile.afd.id
  load_balancing {}
}

resource "azurerm_cdn_frontdoor_origin" "chat" {
  name                           = "chat"
  cdn_frontdoor_origin_group_id  = azurerm_cdn_frontdoor_origin_group.chats.id
  enabled                        = true
  certificate_name_check_enabled = true
  host_name                      = "app-chat.azurewebsites.net"
}

resource "azurerm_cdn_frontdoor_route" "all" {
  name                          = "all"
  cdn_frontdoor_endpoint_id     = azurerm_cdn_frontdoor_endpoint.door.id
  cdn_frontdoor_origin_group_id = azurerm_cdn_frontdoor_origin_group.chats.id
  cdn_frontdoor_origin_ids      = [azurerm_cdn_frontdoor_origin.chat.id]
  supported_protocols           = ["Https"]
  patterns_to_match             = ["/*"]
  link_to_default_domain        = true
}

resource "azurerm_lb" "lb-serving" {
  name                = "lb-serving"
  resource_group_name = "rg-edge"
  location            = "westeurope"
  sku                 = "Standard"
  frontend_ip_configuration {
    name                 = "public"
    public_ip_address_id = azurerm_public_ip.pip-lb.id
  }
}

resource "azurerm_lb_backend_address_pool" "serving" {
  name            = "serving"
  loadbalancer_id = azurerm_lb.lb-serving.id
}

resource "azurerm_lb_rule" "vllm" {
  name                           = "vllm"
  loadbalancer_id                = azurerm_lb.lb-serving.id
  protocol                       = "Tcp"
  frontend_port                  = 8000
  backend_port                   = 8000
  frontend_ip_configuration_name = "public"
  backend_address_pool_ids       = [azurerm_lb_backend_address_pool.serving.id]
}

resource "azurerm_linux_virtual_machine_scale_set" "vmss-vllm" {
  name                = "vmss-vllm"
  resource_group_name = "rg-edge"
  location            = "westeurope"
  sku                 = "Standard_NC24ads_A100_v4"
  instances           = 2
  admin_username      = "ops"
  custom_data         = "Y3VybCBodHRwczovL3N0d2VpZ2h0cy5ibG9iLmNvcmUud2luZG93cy5uZXQvbW9kZWxzL2xsYW1hLmJpbg=="
  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "Premium_LRS"
  }
  source_image_reference {
    publisher = "Canonical"
    offer     = "ubuntu-24_04-lts"
    sku       = "server"
    version   = "latest"
  }
  network_interface {
    name    = "nic"
    primary = true
    ip_configuration {
      name                                   = "one"
      primary                                = true
      subnet_id                              = azurerm_subnet.snet-apps.id
      load_balancer_backend_address_pool_ids = [azurerm_lb_backend_address_pool.serving.id]
    }
  }
}

resource "azurerm_storage_account" "stweights" {
  name                            = "stweights"
  resource_group_name             = "rg-edge"
  location                        = "westeurope"
  account_tier                    = "Standard"
  account_replication_type        = "ZRS"
  allow_nested_items_to_be_public = false
  tags                            = { data-classification = "weights" }
}

resource "azurerm_container_group" "aci-whisper" {
  name                = "aci-whisper"
  resource_group_name = "rg-edge"
  location            = "westeurope"
  os_type             = "Linux"
  sku                 = "Confidential"
  ip_address_type     = "Public"
  dns_name_label      = "whisper"
  tags                = { data-classification = "recordings" }
  container {
    name                  = "whisper"
    image                 = "crllm.azurecr.io/faster-whisper-server:0.5"
    cpu                   = 4
    memory                = 16
    environment_variables = { DB_PASSWORD = "Tr0ub4dor&3xyz" }
    ports {
      port     = 8000
      protocol = "TCP"
    }
  }
}
