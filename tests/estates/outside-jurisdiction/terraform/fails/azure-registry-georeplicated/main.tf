# why: georeplications keep a copy of every image layer in each listed region, here UK South.
provider "azurerm" {
  features {}
  subscription_id = "0d6a6b0a-52f3-4a0e-9d55-0f6f3a2a9c11"
}

resource "azurerm_container_registry" "models" {
  name                = "crllmmodels"
  resource_group_name = "rg-llm-prod"
  location            = "westeurope"
  sku                 = "Premium"
  tags                = { data-classification = "weights" }

  georeplications {
    location = "northeurope"
  }
  georeplications {
    location = "uksouth"
  }
}
