# why: a replica declared by azapi as its own resource lies in the United Kingdom
# at: azapi_resource.replica
provider "azurerm" {
  subscription_id = "00000000-0000-0000-0000-0000000000a1"
  features {}
}

resource "azurerm_container_registry" "models" {
  name                = "hkomodels"
  resource_group_name = "rg-llm-prod"
  location            = "westeurope"
  sku                 = "Premium"
  tags                = { data-classification = "weights", env = "prod" }
}

resource "azapi_resource" "replica" {
  type      = "Microsoft.ContainerRegistry/registries/replications@2023-07-01"
  name      = "uksouth"
  parent_id = azurerm_container_registry.models.id
  location  = "uksouth"
  body = {
    properties = { regionEndpointEnabled = true }
  }
}
