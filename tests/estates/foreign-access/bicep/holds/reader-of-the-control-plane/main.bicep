// why: another tenant is delegated a role that reads settings, and no data and no keys
// at: Microsoft.Storage/storageAccounts/stprodrecords

targetScope = 'subscription'

resource registrationDefinitions 'Microsoft.ManagedServices/registrationDefinitions@2022-10-01' = {
  name: guid('partner')
  properties: {
    registrationDefinitionName: 'partner'
    managedByTenantId: '99999999-9999-4999-8999-999999999999'
    authorizations: [
      {
        principalId: '88888888-8888-4888-8888-888888888888'
        roleDefinitionId: 'acdd72a7-3385-48ef-bd42-f606fba81ae7'
      }
    ]
  }
}

resource registrationAssignments 'Microsoft.ManagedServices/registrationAssignments@2022-10-01' = {
  name: guid('partner', 'a')
  properties: {
    registrationDefinitionId: resourceId('Microsoft.ManagedServices/registrationDefinitions', guid('partner'))
  }
}

resource rgprod 'Microsoft.Resources/resourceGroups@2022-09-01' = {
  name: 'rg-prod'
  location: 'westeurope'
}

module stores 'modules/stores.bicep' = {
  name: 'stores'
  scope: rgprod
}
