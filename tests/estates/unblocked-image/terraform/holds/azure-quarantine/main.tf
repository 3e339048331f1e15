# why: with the quarantine policy a pushed image cannot be pulled until it has been marked as passed
# at: azurerm_container_registry.models
resource "azurerm_container_registry" "models" {
  name                      = "crfmmodels"
  resource_group_name       = "rg-llm-prod"
  location                  = "westeurope"
  sku                       = "Premium"
  quarantine_policy_enabled = true
}

resource "azurerm_container_group" "transcriber" {
  name                = "aci-transcriber"
  resource_group_name = "rg-llm-prod"
  location            = "westeurope"
  os_type             = "Linux"
  ip_address_type     = "None"
  container {
    name   = "whisper"
    image  = "${azurerm_container_registry.models.login_server}/whisper:1.4"
    cpu    = 4
    memory = 16
  }
}
