# why: a workspace that is only looked up shows none of its tags; whether it bears a classification is not known
# at: data.azurerm_log_analytics_workspace.prompts
provider "azurerm" {
  features {}
}

data "azurerm_log_analytics_workspace" "prompts" {
  name                = "log-prompts"
  resource_group_name = "rg-platform"
}
