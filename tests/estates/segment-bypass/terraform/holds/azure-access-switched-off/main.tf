# why: both halves exist, but the production half has allow_virtual_network_access = false: the peered range is left out of its VirtualNetwork and its routes
# at: azurerm_virtual_network_peering.dev_to_prod
module "net" {
  source   = "./net"
  for_each = { dev = "10.63.0.0/16", prod = "10.23.0.0/16" }
  env      = each.key
  space    = each.value
}

resource "azurerm_virtual_network_peering" "dev_to_prod" {
  name                      = "dev-to-prod"
  resource_group_name       = "rg-dev"
  virtual_network_name      = module.net["dev"].name
  remote_virtual_network_id = module.net["prod"].id
}

resource "azurerm_virtual_network_peering" "prod_to_dev" {
  name                         = "prod-to-dev"
  resource_group_name          = "rg-prod"
  virtual_network_name         = module.net["prod"].name
  remote_virtual_network_id    = module.net["dev"].id
  allow_virtual_network_access = false
}
