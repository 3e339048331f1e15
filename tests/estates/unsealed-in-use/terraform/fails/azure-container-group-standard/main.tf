# why: a container group without sku is Standard; only the SKU Confidential puts it into a trusted execution environment
# at: azurerm_container_group.whisper
resource "azurerm_container_group" "whisper" {
  name                = "aci-whisper"
  resource_group_name = "rg-llm-prod"
  location            = "westeurope"
  os_type             = "Linux"
  ip_address_type     = "None"
  tags                = { data-classification = "recordings" }
  container {
    name   = "whisper"
    image  = "crllm.azurecr.io/faster-whisper-server:0.5"
    cpu    = 4
    memory = 16
  }
}
