# why: the app setting holds the storage account's key, which Terraform computes and writes plainly; the Key Vault reference beside it is what it should be
# at: azurerm_linux_function_app.ingest
resource "azurerm_storage_account" "data" {
  name                     = "stingest"
  resource_group_name      = "rg-ingest"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "ZRS"
}

resource "azurerm_service_plan" "ingest" {
  name                = "asp-ingest"
  resource_group_name = "rg-ingest"
  location            = "westeurope"
  os_type             = "Linux"
  sku_name            = "P1v3"
}

resource "azurerm_linux_function_app" "ingest" {
  name                          = "func-ingest"
  resource_group_name           = "rg-ingest"
  location                      = "westeurope"
  service_plan_id               = azurerm_service_plan.ingest.id
  storage_account_name          = azurerm_storage_account.data.name
  storage_uses_managed_identity = true
  app_settings = {
    SPEECH_KEY  = "@Microsoft.KeyVault(SecretUri=https://kv-ingest.vault.azure.net/secrets/speech/)"
    UPLOAD_KEY  = azurerm_storage_account.data.primary_access_key
    UPLOAD_NAME = azurerm_storage_account.data.name
  }
  site_config {}
}
