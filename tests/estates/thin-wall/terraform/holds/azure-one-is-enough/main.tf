# why: the charter asks nothing of its own, so one guard is asked of patient data; public containers are permitted, none is public: one guard stands
# at: azurerm_storage_account.consent
resource "azurerm_storage_account" "consent" {
  name                            = "stconsent"
  location                        = "westeurope"
  resource_group_name             = "rg-ehr-prod"
  account_tier                    = "Standard"
  account_replication_type        = "ZRS"
  shared_access_key_enabled       = false
  allow_nested_items_to_be_public = true
  tags                            = { data-classification = "phi" }
}

resource "azurerm_storage_container" "forms" {
  name                  = "forms"
  storage_account_id    = azurerm_storage_account.consent.id
  container_access_type = "private"
}
