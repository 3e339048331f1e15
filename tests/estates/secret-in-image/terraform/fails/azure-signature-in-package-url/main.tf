# why: the package URL ends in a shared access signature that Terraform makes: whoever lists the settings may read and write the container
# at: azurerm_linux_function_app.intake
resource "azurerm_storage_account" "code" {
  name                     = "stintakecode"
  resource_group_name      = "rg-intake-prod"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "LRS"
}

data "azurerm_storage_account_blob_container_sas" "code" {
  connection_string = azurerm_storage_account.code.primary_connection_string
  container_name    = "code"
  start             = "2026-01-01"
  expiry            = "2027-01-01"
  permissions {
    read   = true
    add    = true
    create = true
    write  = true
    delete = false
    list   = false
  }
}

resource "azurerm_linux_function_app" "intake" {
  name                          = "func-intake"
  resource_group_name           = "rg-intake-prod"
  location                      = "westeurope"
  service_plan_id               = "/subscriptions/6f0d1b1e-0000-4000-8000-000000000001/resourceGroups/rg-intake-prod/providers/Microsoft.Web/serverFarms/plan"
  storage_account_name          = azurerm_storage_account.code.name
  storage_uses_managed_identity = true
  app_settings = {
    WEBSITE_RUN_FROM_PACKAGE = "https://stintakecode.blob.core.windows.net/code/intake.zip${data.azurerm_storage_account_blob_container_sas.code.sas}"
  }
  site_config {}
}
