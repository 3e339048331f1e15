# depth: { weights: 2 }
resource "azurerm_storage_account" "weights" {
  public_network_access_enabled = false  # the only guard toward the internet
  # …
}
