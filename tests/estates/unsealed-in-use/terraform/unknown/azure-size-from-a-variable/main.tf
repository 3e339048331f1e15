# why: the size is a variable without a value: whether it is a confidential one is not known
# at: azurerm_container_group.whisper
variable "sku" {
  type = string
}

resource "azurerm_container_group" "whisper" {
  name                = "aci-whisper"
  resource_group_name = "rg-llm-prod"
  location            = "westeurope"
  os_type             = "Linux"
  sku                 = var.sku
  ip_address_type     = "None"
  tags                = { data-classification = "recordings" }
  container {
    name   = "whisper"
    image  = "crllm.azurecr.io/faster-whisper-server:0.5"
    cpu    = 4
    memory = 16
  }
}
