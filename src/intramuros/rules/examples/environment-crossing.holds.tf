resource "azurerm_role_assignment" "dev_agent" {
  scope                = azurerm_resource_group.data_dev.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azurerm_user_assigned_identity.dev_agent.principal_id
}
