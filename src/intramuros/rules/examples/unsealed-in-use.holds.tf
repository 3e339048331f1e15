resource "azurerm_container_group" "whisper" {
  name                = "aci-whisper"
  resource_group_name = "rg-llm-prod"
  location            = "westeurope"
  os_type             = "Linux"
  sku                 = "Confidential"
  ip_address_type     = "None"
  tags                = { data-classification = "recordings" }
  container {
    name   = "whisper"
    image  = "crexample.azurecr.io/faster-whisper-server:0.5"
    cpu    = 4
    memory = 16
  }
}
