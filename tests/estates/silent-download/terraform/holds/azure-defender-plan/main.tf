# why: the plan for StorageAccounts is Standard on the subscription of the weights; the Free plan beside it is for other resources
# at: azurerm_storage_account.weights
locals {
  plans = { StorageAccounts = "Standard", VirtualMachines = "Free" }
}

resource "azurerm_storage_account" "weights" {
  name                     = "strlweights"
  resource_group_name      = "rg-llm-prod"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "ZRS"
}

resource "azurerm_security_center_subscription_pricing" "this" {
  for_each      = local.plans
  tier          = each.value
  resource_type = each.key
}
