// why: the container asks for public access, but the account's switch, left out, is off for every API version that Azure takes today
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
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }
}

resource models 'Microsoft.Storage/storageAccounts/blobServices/containers@2023-05-01' = {
  name: 'stweights/default/models'
  properties: {
    publicAccess: 'Container'
  }
}
