resource "azurerm_storage_account" "weights" {
  name                            = "stweights"
  allow_nested_items_to_be_public = false
  # …
}
