resource "azurerm_pim_eligible_role_assignment" "leads" {
  scope              = azurerm_storage_account.weights.id
  role_definition_id = data.azurerm_role_definition.owner.id
  principal_id       = azuread_group.leads.object_id
}
