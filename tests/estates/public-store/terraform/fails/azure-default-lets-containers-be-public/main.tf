# why: allow_nested_items_to_be_public is left at its default of azurerm 4 (true), no firewall is declared, and the container's access level is blob.
# at: azurerm_storage_container.models
terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.20"
    }
  }
}

provider "azurerm" {
  features {}
  subscription_id = "0d6a6b0a-52f3-4a0e-9d55-0f6f3a2a9c11"
}

resource "azurerm_storage_account" "weights" {
  name                     = "stklinikweights"
  resource_group_name      = "rg-llm-prod"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "ZRS"
  tags                     = { data-classification = "weights" }
}

resource "azurerm_storage_container" "models" {
  name                  = "models"
  storage_account_id    = azurerm_storage_account.weights.id
  container_access_type = "blob"
}
