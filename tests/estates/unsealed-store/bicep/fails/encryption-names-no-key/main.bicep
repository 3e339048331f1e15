// why: the encryption block only says that Storage keeps the keys
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
  }
  properties: {
    allowBlobPublicAccess: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    encryption: {
      keySource: 'Microsoft.Storage'
      services: {
        blob: {
          enabled: true
        }
      }
    }
  }
}
