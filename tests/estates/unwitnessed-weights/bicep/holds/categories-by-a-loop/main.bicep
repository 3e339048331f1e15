// why: the loop switches on the records of reading, among others
// at: Microsoft.Storage/storageAccounts/stweights

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'stweights'
  location: 'westeurope'
  sku: {
    name: 'Standard_ZRS'
  }
  kind: 'StorageV2'
  tags: {
    'data-classification': 'weights'
  }
  properties: {
    minimumTlsVersion: 'TLS1_2'
  }

  resource blobs 'blobServices' = {
    name: 'default'
  }
}

resource log 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: 'log-audit'
  location: 'westeurope'
  properties: {
    retentionInDays: 365
  }
}

resource audit 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'audit'
  scope: account::blobs
  properties: {
    workspaceId: log.id
    logs: [for c in ['StorageWrite', 'StorageRead']: {
      category: c
      enabled: true
    }]
  }
}
