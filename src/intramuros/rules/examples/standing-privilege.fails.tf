resource "azurerm_role_assignment" "leads" {
  scope                = azurerm_storage_account.weights.id
  role_definition_name = "Storage Blob Data Owner"
  principal_id         = azuread_group.leads.object_id
}
