resource "azurerm_resource_group" "prod" {
  name     = "rg-models-prod"
  location = "germanywestcentral"
}

resource "azurerm_storage_account" "weights" {
  name                      = "stmodelsprod"
  resource_group_name       = azurerm_resource_group.prod.name
  location                  = azurerm_resource_group.prod.location
  account_tier              = "Standard"
  account_replication_type  = "ZRS"
  shared_access_key_enabled = false
  tags                      = { data-classification = "weights" }
}

resource "azapi_resource" "review" {
  type      = "Microsoft.Authorization/accessReviewScheduleDefinitions@2021-12-01-preview"
  name      = "3f2a1b0c-9d8e-4f7a-8b6c-5d4e3f2a1b0c"
  parent_id = azurerm_resource_group.prod.id
  body = { properties = { settings = { recurrence = {
    pattern = { type = "absoluteMonthly", interval = 12 }
    range   = { type = "noEnd", startDate = "2026-01-10" }
  } } } }
}
