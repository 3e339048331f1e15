# why: a workspace that is only looked up shows no region, and where prompts rest in it is a fact that is missing, not one that is fine
# at: data.azurerm_log_analytics_workspace.prompts
provider "azurerm" {
  features {}
}

data "azurerm_log_analytics_workspace" "prompts" {
  name                = "log-prompts"
  resource_group_name = "rg-platform"
}
