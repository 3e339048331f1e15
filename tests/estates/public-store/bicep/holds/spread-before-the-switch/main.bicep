// why: what is spread says open, and the switch that is stated after it says closed
// at: Microsoft.Storage/storageAccounts/stweights

param base object = {
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
    ...base
    allowBlobPublicAccess: false
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
