# why: the security policy covers the custom domain, but the route stays linked to the endpoint's own azurefd.net domain, which no policy covers
# at: azurerm_cdn_frontdoor_endpoint.assistant
resource "azurerm_cdn_frontdoor_profile" "app" {
  name                = "afd-app"
  resource_group_name = "rg-edge-prod"
  sku_name            = "Premium_AzureFrontDoor"
}

resource "azurerm_cdn_frontdoor_endpoint" "assistant" {
  name                     = "llm-assistant"
  cdn_frontdoor_profile_id = azurerm_cdn_frontdoor_profile.app.id
}

resource "azurerm_cdn_frontdoor_custom_domain" "assistant" {
  name                     = "assistant"
  cdn_frontdoor_profile_id = azurerm_cdn_frontdoor_profile.app.id
  host_name                = "assistant.klinik.example"
  tls {
    certificate_type = "ManagedCertificate"
  }
}

resource "azurerm_cdn_frontdoor_origin_group" "llm" {
  name                     = "llm"
  cdn_frontdoor_profile_id = azurerm_cdn_frontdoor_profile.app.id
  load_balancing {}
}

resource "azurerm_cdn_frontdoor_origin" "llm" {
  name                           = "llm"
  cdn_frontdoor_origin_group_id  = azurerm_cdn_frontdoor_origin_group.llm.id
  host_name                      = "llm-origin.klinik.example"
  certificate_name_check_enabled = true
}

resource "azurerm_cdn_frontdoor_route" "assistant" {
  name                            = "assistant"
  cdn_frontdoor_endpoint_id       = azurerm_cdn_frontdoor_endpoint.assistant.id
  cdn_frontdoor_origin_group_id   = azurerm_cdn_frontdoor_origin_group.llm.id
  cdn_frontdoor_origin_ids        = [azurerm_cdn_frontdoor_origin.llm.id]
  cdn_frontdoor_custom_domain_ids = [azurerm_cdn_frontdoor_custom_domain.assistant.id]
  patterns_to_match               = ["/*"]
  supported_protocols             = ["Https"]
  https_redirect_enabled          = false
}

resource "azurerm_cdn_frontdoor_firewall_policy" "assistant" {
  name                = "wafassistant"
  resource_group_name = "rg-edge-prod"
  sku_name            = "Premium_AzureFrontDoor"
  mode                = "Prevention"
  managed_rule {
    type    = "Microsoft_DefaultRuleSet"
    version = "2.1"
    action  = "Block"
  }
}

resource "azurerm_cdn_frontdoor_security_policy" "assistant" {
  name                     = "assistant"
  cdn_frontdoor_profile_id = azurerm_cdn_frontdoor_profile.app.id
  security_policies {
    firewall {
      cdn_frontdoor_firewall_policy_id = azurerm_cdn_frontdoor_firewall_policy.assistant.id
      association {
        patterns_to_match = ["/*"]
        domain {
          cdn_frontdoor_domain_id = azurerm_cdn_frontdoor_custom_domain.assistant.id
        }
      }
    }
  }
}
