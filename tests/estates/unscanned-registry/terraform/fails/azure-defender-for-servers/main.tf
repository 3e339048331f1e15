# why: Defender is bought for servers and storage; images in a registry are scanned by the plan Containers only, which stays Free
# at: azurerm_container_registry.models
resource "azurerm_container_registry" "models" {
  name                = "crulmodels"
  resource_group_name = "rg-llm-prod"
  location            = "westeurope"
  sku                 = "Premium"
}

resource "azurerm_security_center_subscription_pricing" "this" {
  for_each      = { VirtualMachines = "Standard", StorageAccounts = "Standard", Containers = "Free" }
  tier          = each.value
  resource_type = each.key
}
