// why: the account lies where its group lies, and nothing says where that is
// at: Microsoft.Storage/storageAccounts/strecords

resource strecords 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'strecords'
  location: resourceGroup().location
  sku: {
    name: 'Standard_LRS'
  }
  kind: 'StorageV2'
  tags: {
    'data-classification': 'phi'
  }
  properties: {
    allowBlobPublicAccess: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }
}
