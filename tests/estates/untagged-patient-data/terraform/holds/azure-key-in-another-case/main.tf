# why: Azure compares tag names without regard to case, so `Data-Classification` is the charter's tag.
# at: azurerm_storage_account.transcripts
provider "azurerm" {
  features {}
  subscription_id = "0d6a6b0a-52f3-4a0e-9d55-0f6f3a2a9c11"
}

resource "azurerm_storage_account" "transcripts" {
  name                     = "sttranscripts01"
  resource_group_name      = "rg-telehealth-prod"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "ZRS"
  tags = {
    "Data-Classification" = "transcripts"
  }
}
