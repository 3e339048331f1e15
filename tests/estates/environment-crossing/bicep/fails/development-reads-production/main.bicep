// why: the development identity is granted read at the production account

resource stprodrecords 'Microsoft.Storage/storageAccounts@2023-05-01' = {
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

resource iddev 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: 'id-dev'
  location: 'westeurope'
  tags: {
    env: 'dev'
  }
}

resource roleAssignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(resourceGroup().id, '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1', 'x')
  scope: stprodrecords
  properties: {
    principalId: iddev.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1')
  }
}
