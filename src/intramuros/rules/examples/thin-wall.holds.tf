# depth: { weights: 2 }
resource "azurerm_storage_account" "weights" {
  public_network_access_enabled = false
  shared_access_key_enabled     = false
  # …
}
