param short string
param location string
param open bool

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'strecords${short}'
  location: location
  sku: {
    name: 'Standard_LRS'
  }
  kind: 'StorageV2'
  tags: {
    env: 'prod'
    'data-classification': 'recordings'
  }
  properties: {
    allowBlobPublicAccess: open
    allowSharedKeyAccess: false
    minimumTlsVersion: 'TLS1_2'
  }

  resource blobs 'blobServices' existing = {
    name: 'default'

    resource calls 'containers' = {
      name: 'calls${short}'
      properties: {
        publicAccess: 'Container'
      }
    }
  }
}
