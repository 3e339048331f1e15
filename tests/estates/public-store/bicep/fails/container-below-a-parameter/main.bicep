// why: the account's switch comes from a parameter whose file says true, and the container's access level is Blob
// at: Microsoft.Storage/storageAccounts/blobServices/containers/stweights/default/models

param name string = 'stweights'
param open bool = false

resource storageAccounts 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: name
  location: 'westeurope'
  sku: {
    name: 'Standard_ZRS'
  }
  kind: 'StorageV2'
  tags: {
    'data-classification': 'weights'
  }
  properties: {
    allowBlobPublicAccess: open
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }

  resource blob 'blobServices' existing = {
    name: 'default'

    resource models 'containers' = {
      name: 'models'
      properties: {
        publicAccess: 'Blob'
      }
    }
  }
}
