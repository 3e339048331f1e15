# why: Communication Services is a global resource, but data_location keeps its data at rest in the named geography, here Germany.
# at: azurerm_communication_service.visits
provider "azurerm" {
  features {}
  subscription_id = "0d6a6b0a-52f3-4a0e-9d55-0f6f3a2a9c11"
}

resource "azurerm_communication_service" "visits" {
  name                = "acs-visits"
  resource_group_name = "rg-telehealth-prod"
  data_location       = "Germany"
  tags                = { data-classification = "recordings" }
}
