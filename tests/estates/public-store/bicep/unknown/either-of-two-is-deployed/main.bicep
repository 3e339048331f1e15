// why: one of two declarations of the account is deployed, the open or the closed one, and who deploys decides which
// at: Microsoft.Storage/storageAccounts/blobServices/containers/stweights/default/models

param open bool

resource a 'Microsoft.Storage/storageAccounts@2023-05-01' = if (open) {
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
    allowBlobPublicAccess: true
  }
}

resource b 'Microsoft.Storage/storageAccounts@2023-05-01' = if (!open) {
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
  }

  resource blobs 'blobServices' = {
    name: 'default'

    resource models 'containers' = {
      name: 'models'
      properties: {
        publicAccess: 'Blob'
      }
    }
  }
}
