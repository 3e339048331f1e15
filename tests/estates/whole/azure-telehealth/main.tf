terraform {
  required_providers {
    azurerm = { source = "hashicorp/azurerm", version = "~> 4.20" }
    azuread = { source = "hashicorp/azuread", version = "~> 3.0" }
  }
}
provider "azurerm" {
  features {}
  subscription_id = "aaaaaaaa-0000-4000-8000-000000000001"
  tenant_id       = "bbbbbbbb-0000-4000-8000-000000000001"
}
provider "azurerm" {
  alias = "dev"
  features {}
  subscription_id = "aaaaaaaa-0000-4000-8000-000000000002"
  tenant_id       = "bbbbbbbb-0000-4000-8000-000000000001"
}
locals {
  rgs = { data = "westeurope", ml = "westeurope", net = "westeurope" }
}
resource "azurerm_resource_group" "prod" {
  for_each = local.rgs
  name     = "rg-fv-prod-${each.key}"
  location = each.value
}
resource "azurerm_resource_group" "dev" {
  provider = azurerm.dev
  name     = "rg-fv-dev"
  location = "westeurope"
}
resource "azurerm_management_group" "root" { display_name = "fernvisite" }
resource "azurerm_management_group" "prod" {
  display_name               = "prod"
  parent_management_group_id = azurerm_management_group.root.id
}
resource "azurerm_management_group" "dev" {
  display_name               = "dev"
  parent_management_group_id = azurerm_management_group.root.id
}
resource "azurerm_management_group_subscription_association" "prod" {
  management_group_id = azurerm_management_group.prod.id
  subscription_id     = "/subscriptions/aaaaaaaa-0000-4000-8000-000000000001"
}
resource "azurerm_management_group_subscription_association" "dev" {
  management_group_id = azurerm_management_group.dev.id
  subscription_id     = "/subscriptions/aaaaaaaa-0000-4000-8000-000000000002"
}
# location policy on the production group only
resource "azurerm_management_group_policy_assignment" "locations" {
  name                 = "eu-only"
  management_group_id  = azurerm_management_group.prod.id
  policy_definition_id = "/providers/Microsoft.Authorization/policyDefinitions/e56962a6-4747-49cd-b67b-bf8b01975c4c"
  parameters           = jsonencode({ listOfAllowedLocations = { value = ["westeurope", "northeurope"] } })
}
