# why: containers cannot be public, but shared keys are on and the firewall is open: toward the internet one leaked key is all that stands between
# at: azurerm_storage_account.recordings
resource "azurerm_storage_account" "recordings" {
  name                            = "sttelerec"
  location                        = "westeurope"
  resource_group_name             = "rg-tele-prod"
  account_tier                    = "Standard"
  account_replication_type        = "ZRS"
  allow_nested_items_to_be_public = false
  tags                            = { data-classification = "recordings" }
}
