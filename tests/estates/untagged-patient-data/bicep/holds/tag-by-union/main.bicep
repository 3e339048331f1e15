// why: the classification is one of two objects of tags, merged
// at: Microsoft.Storage/storageAccounts/sttelerec

var common = {
  env: 'prod'
}

resource sttelerec 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'sttelerec'
  location: 'westeurope'
  sku: {
    name: 'Standard_ZRS'
  }
  kind: 'StorageV2'
  properties: {
    allowBlobPublicAccess: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }
  tags: union(common, { 'data-classification': 'phi' })
}
