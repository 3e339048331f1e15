# why: the account lies in Sweden, but a deployment of SKU GlobalStandard may process each prompt in any Azure region.
# at: azurerm_cognitive_deployment.gpt
provider "azurerm" {
  features {}
  subscription_id = "0d6a6b0a-52f3-4a0e-9d55-0f6f3a2a9c11"
}

resource "azurerm_cognitive_account" "openai" {
  name                = "oai-klinik"
  resource_group_name = "rg-llm-prod"
  location            = "swedencentral"
  kind                = "OpenAI"
  sku_name            = "S0"
  tags                = { data-classification = "prompts" }
}

resource "azurerm_cognitive_deployment" "gpt" {
  name                 = "gpt-4o"
  cognitive_account_id = azurerm_cognitive_account.openai.id
  model {
    format  = "OpenAI"
    name    = "gpt-4o"
    version = "2024-11-20"
  }
  sku {
    name     = "GlobalStandard"
    capacity = 30
  }
}
