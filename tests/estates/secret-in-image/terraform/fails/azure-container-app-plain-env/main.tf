# why: the container app defines a secret, but the variable does not name it by secret_name: the key stands in its plain value
# at: azurerm_container_app.chat
resource "azurerm_container_app" "chat" {
  name                         = "ca-chat"
  resource_group_name          = "rg-chat"
  container_app_environment_id = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-chat/providers/Microsoft.App/managedEnvironments/cae"
  revision_mode                = "Single"
  secret {
    name                = "openai"
    key_vault_secret_id = "https://kv-chat.vault.azure.net/secrets/openai"
    identity            = "System"
  }
  identity {
    type = "SystemAssigned"
  }
  template {
    container {
      name   = "chat"
      image  = "crchat.azurecr.io/chat:3"
      cpu    = 1
      memory = "2Gi"
      env {
        name  = "AZURE_OPENAI_API_KEY"
        value = "4f1d9c3b7a6e48f2a0d5c1b2e3f40516"
      }
      env {
        name        = "BACKUP_API_KEY"
        secret_name = "openai"
      }
    }
  }
}
