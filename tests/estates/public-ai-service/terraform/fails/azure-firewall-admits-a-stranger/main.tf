# why: the firewall denies by default, but its rule admits a public range that the charter does not trust; the private endpoint beside it closes nothing
# at: azurerm_cognitive_account.openai
resource "azurerm_cognitive_account" "openai" {
  name                  = "oai-klinik"
  location              = "swedencentral"
  resource_group_name   = "rg-ai-prod"
  kind                  = "OpenAI"
  sku_name              = "S0"
  custom_subdomain_name = "oai-klinik"
  network_acls {
    default_action = "Deny"
    ip_rules       = ["203.0.113.0/24", "198.51.100.7"]
  }
}

module "private" {
  source = "./private"
  target = azurerm_cognitive_account.openai.id
}
