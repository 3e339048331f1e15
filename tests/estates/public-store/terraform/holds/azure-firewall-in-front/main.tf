# why: the container is public, yet the firewall of the account denies by default and admits one office network only, so the internet cannot read it.
# at: azurerm_storage_account.video
provider "azurerm" {
  features {}
  subscription_id = "0d6a6b0a-52f3-4a0e-9d55-0f6f3a2a9c11"
}

resource "azurerm_storage_account" "video" {
  name                     = "stvideovisits"
  resource_group_name      = "rg-telehealth-prod"
  location                 = "northeurope"
  account_tier             = "Standard"
  account_replication_type = "LRS"
  tags                     = { data-classification = "recordings" }
}

resource "azurerm_storage_account_network_rules" "video" {
  storage_account_id = azurerm_storage_account.video.id
  default_action     = "Deny"
  bypass             = ["None"]
  ip_rules           = ["203.0.113.0/28"]
}

resource "azurerm_storage_container" "video" {
  name                  = "visits"
  storage_account_id    = azurerm_storage_account.video.id
  container_access_type = "blob"
}
