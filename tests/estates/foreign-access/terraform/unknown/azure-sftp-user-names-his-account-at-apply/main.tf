# why: the SFTP user may list and read, and only apply tells whether he is one of this account
# at: azurerm_storage_account.weights
data "external" "names" {
  program = ["./names"]
}

resource "azurerm_storage_account" "weights" {
  name                            = "stweights"
  resource_group_name             = "rg-prod"
  location                        = "westeurope"
  account_tier                    = "Standard"
  account_replication_type        = "ZRS"
  sftp_enabled                    = true
  is_hns_enabled                  = true
  shared_access_key_enabled       = false
  allow_nested_items_to_be_public = false
  tags                            = { data-classification = "weights", environment = "prod" }
}
resource "azurerm_storage_account_local_user" "u" {
  name                 = "u"
  storage_account_id   = data.external.names.result.id
  ssh_key_enabled      = true
  ssh_password_enabled = true
  permission_scope {
    service       = "blob"
    resource_name = "weights"
    permissions {
      read = true
    }
  }
}
