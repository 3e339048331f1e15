// why: the loop goes over the first identity alone, which is production's
// at: Microsoft.Storage/storageAccounts/stprodrecords

resource identities 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = [for e in ['prod', 'dev']: {
  name: 'id-${e}'
  location: 'westeurope'
  tags: {
    env: e
  }
}]

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'stprodrecords'
  location: 'westeurope'
  sku: {
    name: 'Standard_ZRS'
  }
  kind: 'StorageV2'
  tags: {
    'data-classification': 'phi'
    env: 'prod'
  }
  properties: {
    minimumTlsVersion: 'TLS1_2'
    allowSharedKeyAccess: false
  }
}

resource grant 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for i in range(0, length(['prod', 'dev']) - 1): {
  name: guid(account.id, string(i))
  scope: account
  properties: {
    principalId: identities[i].properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1')
  }
}]
