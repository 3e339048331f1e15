// why: the store bears the name of recordings and no classification
// at: Microsoft.Storage/storageAccounts/sttelerec

resource sttelerec 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'sttelerec'
  location: 'westeurope'
  sku: {
    name: 'Standard_ZRS'
  }
  kind: 'StorageV2'
  tags: {
    env: 'prod'
  }
  properties: {
    allowBlobPublicAccess: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }
}
