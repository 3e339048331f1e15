// why: the settings say closed, and what is spread after them says open: the last one counts
// at: Microsoft.Storage/storageAccounts/blobServices/containers/stweights/default/models

param overrides object = {
  allowBlobPublicAccess: true
}

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
    allowBlobPublicAccess: false
    ...overrides
  }

  resource blobs 'blobServices' existing = {
    name: 'default'

    resource models 'containers' = {
      name: 'models'
      properties: {
        publicAccess: 'Blob'
      }
    }
  }
}
