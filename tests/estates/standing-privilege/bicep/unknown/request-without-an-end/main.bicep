// why: the schedule of the active assignment never expires, and a request does not say whether its principal is a person

resource stweights 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'stweights'
  location: 'westeurope'
  sku: {
    name: 'Standard_ZRS'
  }
  kind: 'StorageV2'
  tags: {
    'data-classification': 'weights'
    env: 'prod'
  }
  properties: {
    allowBlobPublicAccess: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    allowSharedKeyAccess: false
  }
}

resource n11111111222243338444555555555555 'Microsoft.Authorization/roleAssignmentScheduleRequests@2022-04-01-preview' = {
  name: '11111111-2222-4333-8444-555555555555'
  scope: stweights
  properties: {
    principalId: '66666666-6666-4666-8666-666666666666'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b')
    requestType: 'AdminAssign'
    scheduleInfo: {
      startDateTime: '2026-01-01T00:00:00Z'
      expiration: {
        type: 'NoExpiration'
      }
    }
  }
}
