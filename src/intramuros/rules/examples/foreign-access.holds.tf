resource "azurerm_role_assignment" "support" {
  scope                = azurerm_resource_group.prod.id
  role_definition_name = "Cost Management Reader"
  principal_id         = azuread_invitation.consultant.user_id
}
