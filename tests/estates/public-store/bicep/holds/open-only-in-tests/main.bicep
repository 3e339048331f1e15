// why: the container is public where tests run, and this is not where they run
// at: Microsoft.Storage/storageAccounts/stweights

@allowed(['test', 'prod'])
param stage string = 'prod'

var open = stage =~ 'TEST'

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
    allowBlobPublicAccess: open
  }

  resource blobs 'blobServices' existing = {
    name: 'default'

    resource models 'containers' = if (open) {
      name: 'models'
      properties: {
        publicAccess: 'Blob'
      }
    }
  }
}
