# why: two containers are public; who shuts the first has not shut the second, so each of them is an answer of its own
# at: azurerm_storage_container.letters
resource "azurerm_storage_account" "archive" {
  name                            = "stpatientarchive"
  resource_group_name             = "rg-archive-prod"
  location                        = "westeurope"
  account_tier                    = "Standard"
  account_replication_type        = "LRS"
  allow_nested_items_to_be_public = true
}

resource "azurerm_storage_container" "images" {
  name                  = "patient-images"
  storage_account_id    = azurerm_storage_account.archive.id
  container_access_type = "blob"
}

resource "azurerm_storage_container" "letters" {
  name                  = "patient-letters"
  storage_account_id    = azurerm_storage_account.archive.id
  container_access_type = "container"
}

resource "azurerm_storage_container" "referrals" {
  name                  = "patient-referrals"
  storage_account_id    = azurerm_storage_account.archive.id
  container_access_type = "private"
}
