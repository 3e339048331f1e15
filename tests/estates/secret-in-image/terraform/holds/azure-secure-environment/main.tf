# why: secure_environment_variables are never shown again by Azure, and what stands in the plain ones are names and switches
# at: azurerm_container_group.letters
variable "speech_key" {
  type      = string
  sensitive = true
}

resource "azurerm_container_group" "letters" {
  name                = "aci-letters"
  resource_group_name = "rg-letters"
  location            = "westeurope"
  os_type             = "Linux"
  ip_address_type     = "None"
  container {
    name   = "letters"
    image  = "crletters.azurecr.io/letters:1"
    cpu    = 1
    memory = 2
    environment_variables = {
      SPEECH_KEY_NAME = "speech"
      KEY_VAULT_URI   = "https://kv-letters.vault.azure.net/"
    }
    secure_environment_variables = {
      SPEECH_KEY = var.speech_key
    }
  }
}
