# why: the communication service’s data location is the United States, whatever the group’s location
# at: azurerm_communication_service.calls
provider "azurerm" {
  features {}
}

resource "azurerm_communication_service" "calls" {
  name                = "calls"
  resource_group_name = "rg-prod"
  data_location       = "United States"
  tags = { data-classification = "phi" }
}
