resource "azurerm_role_assignment" "support" {
  scope                = azurerm_resource_group.prod.id  # covers the weights account
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azuread_invitation.consultant.user_id
}
