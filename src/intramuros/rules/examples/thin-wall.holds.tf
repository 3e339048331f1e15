# charter: depth: {weights: 2}
data "azurerm_subscription" "current" {}

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
  subscription_id      = data.azurerm_subscription.current.id
  policy_definition_id = "/providers/Microsoft.Authorization/policyDefinitions/e56962a6-4747-49cd-b67b-bf8b01975c4c"
  parameters           = jsonencode({ listOfAllowedLocations = { value = ["westeurope"] } })
}
