# why: the translator’s location is global: texts are translated in the nearest of all datacentres
# at: azurerm_cognitive_account.translate
provider "azurerm" {
  features {}
}

resource "azurerm_cognitive_account" "translate" {
  name                = "translate"
  location            = "global"
  resource_group_name = "rg-prod"
  kind                = "TextTranslation"
  sku_name            = "S1"
  tags = { data-classification = "phi" }
}
