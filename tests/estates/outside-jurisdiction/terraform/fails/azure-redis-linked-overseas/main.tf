# why: a linked server replicates the sessions’ cache to East US
# at: azurerm_redis_linked_server.far
provider "azurerm" {
  features {}
}

resource "azurerm_redis_cache" "home" {
  name                = "redis-home"
  location            = "westeurope"
  resource_group_name = "rg-prod"
  capacity            = 1
  family              = "P"
  sku_name            = "Premium"
  tags = { data-classification = "phi" }
}

resource "azurerm_redis_cache" "far" {
  name                = "redis-far"
  location            = "eastus"
  resource_group_name = "rg-prod"
  capacity            = 1
  family              = "P"
  sku_name            = "Premium"
}

resource "azurerm_redis_linked_server" "far" {
  target_redis_cache_name     = azurerm_redis_cache.home.name
  resource_group_name         = "rg-prod"
  linked_redis_cache_id       = azurerm_redis_cache.far.id
  linked_redis_cache_location = "eastus"
  server_role                 = "Secondary"
}
