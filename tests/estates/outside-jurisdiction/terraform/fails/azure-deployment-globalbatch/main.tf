# why: GlobalBatch: prompts may be processed in any region of the world
# at: azurerm_cognitive_deployment.chat
provider "azurerm" {
  features {}
}

resource "azurerm_cognitive_account" "openai" {
  name                  = "oai"
  location              = "swedencentral"
  resource_group_name   = "rg-prod"
  kind                  = "OpenAI"
  sku_name              = "S0"
  custom_subdomain_name = "oai-clinic"
  tags = { data-classification = "phi" }
}

resource "azurerm_cognitive_deployment" "chat" {
  name                 = "chat"
  cognitive_account_id = azurerm_cognitive_account.openai.id
  model {
    format = "OpenAI"
    name   = "gpt-4o"
  }
  sku {
    name = "GlobalBatch"
  }
}
