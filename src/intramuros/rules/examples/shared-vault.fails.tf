resource "azurerm_role_assignment" "agent" {
  scope                = data.azurerm_subscription.current.id
  role_definition_name = "Key Vault Secrets User"
  principal_id         = azurerm_user_assigned_identity.dev_agent.principal_id
}
