// why: the review of the account recurs every three months
// at: Microsoft.Storage/storageAccounts/stweights

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
  }
}

resource n3f2a1b0c9d8e4f7a8b6c5d4e3f2a1b0c 'Microsoft.Authorization/accessReviewScheduleDefinitions@2021-12-01-preview' = {
  name: '3f2a1b0c-9d8e-4f7a-8b6c-5d4e3f2a1b0c'
  scope: stweights
  properties: {
    displayName: 'Holders'
    settings: {
      instanceDurationInDays: 14
      autoApplyDecisionsEnabled: true
      defaultDecision: 'Deny'
      recurrence: {
        pattern: {
          type: 'absoluteMonthly'
          interval: 3
        }
        range: {
          type: 'noEnd'
          startDate: '2026-01-10'
        }
      }
    }
  }
}
