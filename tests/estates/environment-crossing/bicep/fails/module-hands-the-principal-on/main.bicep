// why: the identity is made in a nested deployment, whose output the grant takes

module dev 'modules/dev.bicep' = {
  name: 'dev-identity'
  params: {
    name: 'id-dev'
  }
}

resource records 'Microsoft.Storage/storageAccounts@2023-05-01' = {
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
    allowBlobPublicAccess: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    allowSharedKeyAccess: false
  }
}

resource grant 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(resourceGroup().id, '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1', 'x')
  scope: records
  properties: {
    principalId: dev.outputs.principal
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1')
  }
}
