# why: the event hub’s capture writes every message to an account in East US
# at: azurerm_eventhub.visits
provider "azurerm" {
  features {}
}

resource "azurerm_eventhub_namespace" "main" {
  name                = "ehn-main"
  location            = "westeurope"
  resource_group_name = "rg-prod"
  sku                 = "Standard"
  tags = { data-classification = "phi" }
}

resource "azurerm_storage_account" "far" {
  name                     = "stcapture"
  resource_group_name      = "rg-prod"
  location                 = "eastus"
  account_tier             = "Standard"
  account_replication_type = "LRS"
}

resource "azurerm_eventhub" "visits" {
  name              = "visits"
  namespace_id      = azurerm_eventhub_namespace.main.id
  partition_count   = 2
  message_retention = 1
  capture_description {
    enabled  = true
    encoding = "Avro"
    destination {
      name                = "EventHubArchive.AzureBlockBlob"
      archive_name_format = "{Namespace}/{EventHub}/{PartitionId}/{Year}/{Month}/{Day}/{Hour}/{Minute}/{Second}"
      blob_container_name = "capture"
      storage_account_id  = azurerm_storage_account.far.id
    }
  }
}
