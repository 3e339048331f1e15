# why: the Log Analytics workspace with prompts is replicated to East US
# at: azurerm_log_analytics_workspace.prompts
provider "azurerm" {
  features {}
}

resource "azurerm_log_analytics_workspace" "prompts" {
  name                = "log-prompts"
  location            = "westeurope"
  resource_group_name = "rg-prod"
  tags = { data-classification = "phi" }
}

resource "azapi_update_resource" "replica" {
  type        = "Microsoft.OperationalInsights/workspaces@2025-02-01"
  resource_id = azurerm_log_analytics_workspace.prompts.id
  body = {
    properties = {
      replication = {
        enabled  = true
        location = "eastus"
      }
    }
  }
}
