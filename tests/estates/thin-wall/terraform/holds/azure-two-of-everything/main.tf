# why: no anonymous container and none permitted, keys off, network off, no grant to strangers, no copy and a deny policy of locations: two guards toward each outside
# at: azurerm_storage_account.weights
data "azurerm_client_config" "me" {}

resource "azurerm_storage_account" "weights" {
  name                            = "stweights"
  location                        = "westeurope"
  resource_group_name             = "rg-llm-prod"
  account_tier                    = "Standard"
  account_replication_type        = "ZRS"
  allow_nested_items_to_be_public = false
  shared_access_key_enabled       = false
  public_network_access_enabled   = false
  tags                            = { data-classification = "weights" }
}

resource "azurerm_subscription_policy_assignment" "locations" {
  name                 = "allowed-locations"
  subscription_id      = "/subscriptions/${data.azurerm_client_config.me.subscription_id}"
  policy_definition_id = "/providers/Microsoft.Authorization/policyDefinitions/e56962a6-4747-49cd-b67b-bf8b01975c4c"
  parameters = jsonencode({
    listOfAllowedLocations = { value = ["westeurope", "northeurope"] }
  })
}
