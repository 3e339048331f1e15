# why: a review each quarter is too rare where the charter asks for one every 30 days
# at: azurerm_storage_account.weights
provider "azurerm" {
  features {}
  subscription_id = "0d3e1f52-6a41-4a0e-9a55-6b1c7d2e8f01"
}

resource "azurerm_resource_group" "prod" {
  name     = "rg-hko-prod"
  location = "germanywestcentral"
  tags     = { env = "prod" }
}

resource "azurerm_storage_account" "weights" {
  name                     = "sthkoweights"
  resource_group_name      = azurerm_resource_group.prod.name
  location                 = azurerm_resource_group.prod.location
  account_tier             = "Standard"
  account_replication_type = "ZRS"
  tags                     = { data-classification = "weights", env = "prod" }
}

resource "azapi_resource" "review" {
  type      = "Microsoft.Authorization/accessReviewScheduleDefinitions@2021-12-01-preview"
  name      = "3f2a1b0c-9d8e-4f7a-8b6c-5d4e3f2a1b0c"
  parent_id = "/subscriptions/0d3e1f52-6a41-4a0e-9a55-6b1c7d2e8f01"
  body = {
    properties = {
      displayName = "Holders of data roles"
      settings = {
        instanceDurationInDays    = 14
        autoApplyDecisionsEnabled = true
        defaultDecision           = "Deny"
        recurrence = {
          pattern = { type = "absoluteMonthly", interval = 3 }
          range   = { type = "noEnd", startDate = "2026-01-10" }
        }
      }
    }
  }
}
