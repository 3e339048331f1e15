# why: anonymous_pull_enabled lets anyone who can reach the login server pull the images that carry the weights; admin_enabled = false does not matter to that.
# at: azurerm_container_registry.models
provider "azurerm" {
  features {}
  subscription_id = "0d6a6b0a-52f3-4a0e-9d55-0f6f3a2a9c11"
}

resource "azurerm_container_registry" "models" {
  name                   = "crklinikmodels"
  resource_group_name    = "rg-llm-prod"
  location               = "westeurope"
  sku                    = "Premium"
  admin_enabled          = false
  anonymous_pull_enabled = true
  tags                   = { data-classification = "weights" }
}
