// why: Lighthouse delegates two roles over the subscription to another tenant, and the second lists the keys of every account in it

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
      {
        principalId: '88888888-8888-4888-8888-888888888888'
        roleDefinitionId: '17d1049b-9a84-46fb-8f53-869881c3d3ab'
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
