# why: a Front Door route with a cache block keeps answers at points of presence worldwide, and its origin is the account with the recordings.
# at: azurerm_cdn_frontdoor_route.video
provider "azurerm" {
  features {}
  subscription_id = "0d6a6b0a-52f3-4a0e-9d55-0f6f3a2a9c11"
}

resource "azurerm_storage_account" "video" {
  name                     = "stvisitvideo"
  resource_group_name      = "rg-telehealth-prod"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "ZRS"
  tags                     = { data-classification = "recordings" }
}

resource "azurerm_cdn_frontdoor_profile" "portal" {
  name                = "afd-portal"
  resource_group_name = "rg-telehealth-prod"
  sku_name            = "Premium_AzureFrontDoor"
}

resource "azurerm_cdn_frontdoor_endpoint" "portal" {
  name                     = "portal"
  cdn_frontdoor_profile_id = azurerm_cdn_frontdoor_profile.portal.id
}

resource "azurerm_cdn_frontdoor_origin_group" "video" {
  name                     = "video"
  cdn_frontdoor_profile_id = azurerm_cdn_frontdoor_profile.portal.id
  load_balancing {}
}

resource "azurerm_cdn_frontdoor_origin" "video" {
  name                           = "video"
  cdn_frontdoor_origin_group_id  = azurerm_cdn_frontdoor_origin_group.video.id
  host_name                      = azurerm_storage_account.video.primary_blob_host
  origin_host_header             = azurerm_storage_account.video.primary_blob_host
  certificate_name_check_enabled = true
}

resource "azurerm_cdn_frontdoor_route" "video" {
  name                          = "video"
  cdn_frontdoor_endpoint_id     = azurerm_cdn_frontdoor_endpoint.portal.id
  cdn_frontdoor_origin_group_id = azurerm_cdn_frontdoor_origin_group.video.id
  cdn_frontdoor_origin_ids      = [azurerm_cdn_frontdoor_origin.video.id]
  patterns_to_match             = ["/video/*"]
  supported_protocols           = ["Https"]
  cache {
    query_string_caching_behavior = "IgnoreQueryString"
  }
}
