# why: allow_nested_items_to_be_public = false overrides the access level of every container in the account.
# at: azurerm_storage_account.transcripts
provider "azurerm" {
  features {}
  subscription_id = "0d6a6b0a-52f3-4a0e-9d55-0f6f3a2a9c11"
}

module "transcripts" {
  source = "./modules/account"
}

resource "azurerm_storage_account" "transcripts" {
  name                            = "sttranscripts"
  resource_group_name             = "rg-telehealth-prod"
  location                        = "francecentral"
  account_tier                    = "Standard"
  account_replication_type        = "LRS"
  allow_nested_items_to_be_public = module.transcripts.public
  tags                            = { data-classification = "transcripts" }
}

resource "azurerm_storage_container" "letters" {
  name                  = "letters"
  storage_account_name  = azurerm_storage_account.transcripts.name
  container_access_type = "container"
}
