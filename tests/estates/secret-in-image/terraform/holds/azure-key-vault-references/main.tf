# why: every credential of the app is a Key Vault reference that the platform resolves under the app's identity
# at: azurerm_linux_web_app.portal
locals {
  secrets = { DB_PASSWORD = "db", SPEECH_KEY = "speech", JWT_SIGNING_KEY = "jwt" }
}

resource "azurerm_linux_web_app" "portal" {
  name                = "app-portal"
  resource_group_name = "rg-portal"
  location            = "westeurope"
  service_plan_id     = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-portal/providers/Microsoft.Web/serverFarms/asp"
  identity {
    type = "SystemAssigned"
  }
  app_settings = merge(
    { for k, v in local.secrets : k => "@Microsoft.KeyVault(VaultName=kv-portal;SecretName=${v})" },
    { TOKEN_ENDPOINT = "https://login.microsoftonline.com/common/oauth2/token", PASSWORD_RESET_ENABLED = "false" },
  )
  site_config {}
}
