variable "name" { type = string }
variable "group" { type = string }
variable "location" { type = string }
variable "tags" { type = map(string) }

variable "containers" {
  type    = map(string)
  default = {}
}

variable "settings" {
  type = object({
    nested_public = optional(bool, false)
    public        = optional(bool, true)
    shared_keys   = optional(bool, false)
    replication   = optional(string, "ZRS")
  })
  default = {}
}

resource "azurerm_storage_account" "this" {
  name                            = var.name
  resource_group_name             = var.group
  location                        = var.location
  account_tier                    = "Standard"
  account_replication_type        = var.settings.replication
  allow_nested_items_to_be_public = var.settings.nested_public
  public_network_access_enabled   = var.settings.public
  shared_access_key_enabled       = var.settings.shared_keys
  tags                            = var.tags
}

resource "azurerm_storage_container" "this" {
  for_each              = var.containers
  name                  = each.key
  storage_account_id    = azurerm_storage_account.this.id
  container_access_type = each.value
}

output "id" { value = azurerm_storage_account.this.id }
