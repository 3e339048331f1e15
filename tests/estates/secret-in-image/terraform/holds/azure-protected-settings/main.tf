# why: Azure encrypts an extension's protected settings and shows them to nobody but the machine; the plain settings of the app are references
resource "azurerm_storage_account" "setup" {
  name                     = "stsetup"
  resource_group_name      = "rg-apps-prod"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "LRS"
}

resource "azurerm_linux_virtual_machine" "portal" {
  name                  = "vm-portal"
  resource_group_name   = "rg-apps-prod"
  location              = "westeurope"
  size                  = "Standard_D2s_v5"
  admin_username        = "portal"
  network_interface_ids = []
  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "Premium_LRS"
  }
}

resource "azurerm_virtual_machine_extension" "setup" {
  name                 = "setup"
  virtual_machine_id   = azurerm_linux_virtual_machine.portal.id
  publisher            = "Microsoft.Azure.Extensions"
  type                 = "CustomScript"
  type_handler_version = "2.1"
  protected_settings = jsonencode({
    commandToExecute = "STORAGE_ACCOUNT_KEY=${azurerm_storage_account.setup.primary_access_key} ./setup.sh"
  })
}

resource "azurerm_linux_web_app" "portal" {
  name                = "app-portal"
  resource_group_name = "rg-apps-prod"
  location            = "westeurope"
  service_plan_id     = "/subscriptions/6f0d1b1e-0000-4000-8000-000000000001/resourceGroups/rg-apps-prod/providers/Microsoft.Web/serverFarms/plan"
  app_settings        = { LOCALE = "de-DE", DB_PASSWORD = "@Microsoft.KeyVault(SecretUri=https://kv-portal.vault.azure.net/secrets/db)" }
  site_config {}
}
