# why: a static website serves $web to anyone even where allow_nested_items_to_be_public is false; the exported transcripts are published there.
# at: azurerm_storage_account_static_website.export
provider "azurerm" {
  features {}
  subscription_id = "0d6a6b0a-52f3-4a0e-9d55-0f6f3a2a9c11"
}

resource "azurerm_storage_account" "export" {
  name                            = "stbriefexport"
  resource_group_name             = "rg-telehealth-prod"
  location                        = "westeurope"
  account_tier                    = "Standard"
  account_replication_type        = "LRS"
  allow_nested_items_to_be_public = false
  tags                            = { data-classification = "transcripts" }
}

resource "azurerm_storage_account_static_website" "export" {
  storage_account_id = azurerm_storage_account.export.id
  index_document     = "index.html"
}
