# why: Defender for Storage is a plan of one subscription, and it is bought for the test subscription, not for the one with the weights
# at: azurerm_storage_account.weights
provider "azurerm" {
  features {}
  subscription_id = "11111111-1111-1111-1111-111111111111"
}

provider "azurerm" {
  alias = "test"
  features {}
  subscription_id = "22222222-2222-2222-2222-222222222222"
}

resource "azurerm_storage_account" "weights" {
  name                     = "stilweights"
  resource_group_name      = "rg-llm-prod"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "ZRS"
}

resource "azurerm_security_center_subscription_pricing" "storage" {
  provider      = azurerm.test
  tier          = "Standard"
  resource_type = "StorageAccounts"
  subplan       = "DefenderForStorageV2"
}
