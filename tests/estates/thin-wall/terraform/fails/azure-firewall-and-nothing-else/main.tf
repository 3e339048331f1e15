# why: toward foreign accounts the missing grant stands alone, since the account is open to every network; the deny policy of locations guards another wall
# at: azurerm_storage_account.training
resource "azurerm_storage_account" "training" {
  name                            = "sttraining"
  location                        = "westeurope"
  resource_group_name             = "rg-ml-prod"
  account_tier                    = "Standard"
  account_replication_type        = "ZRS"
  allow_nested_items_to_be_public = false
  shared_access_key_enabled       = false
  tags                            = { data-classification = "training-data" }
}

resource "azurerm_storage_account_network_rules" "training" {
  storage_account_id = azurerm_storage_account.training.id
  default_action     = "Allow"
}

resource "azurerm_resource_group_policy_assignment" "locations" {
  name                 = "allowed-locations"
  resource_group_id    = azurerm_resource_group.ml.id
  policy_definition_id = "/providers/Microsoft.Authorization/policyDefinitions/e56962a6-4747-49cd-b67b-bf8b01975c4c"
  parameters = jsonencode({
    listOfAllowedLocations = { value = ["westeurope"] }
  })
}

resource "azurerm_resource_group" "ml" {
  name     = "rg-ml-prod"
  location = "westeurope"
}
