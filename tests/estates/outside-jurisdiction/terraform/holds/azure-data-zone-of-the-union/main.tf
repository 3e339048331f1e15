# why: a DataZoneStandard deployment of an account in an EU region is processed anywhere in the EU, and the charter approves the whole EU.
# at: azurerm_cognitive_account.openai
provider "azurerm" {
  features {}
  subscription_id = "0d6a6b0a-52f3-4a0e-9d55-0f6f3a2a9c11"
}

resource "azurerm_cognitive_account" "openai" {
  name                = "oai-visits"
  resource_group_name = "rg-llm-prod"
  location            = "francecentral"
  kind                = "OpenAI"
  sku_name            = "S0"
  tags                = { data-classification = "prompts" }
}

resource "azurerm_cognitive_deployment" "gpt" {
  name                 = "gpt-4o"
  cognitive_account_id = azurerm_cognitive_account.openai.id
  model {
    format = "OpenAI"
    name   = "gpt-4o"
  }
  sku {
    name     = "DataZoneStandard"
    capacity = 10
  }
}
