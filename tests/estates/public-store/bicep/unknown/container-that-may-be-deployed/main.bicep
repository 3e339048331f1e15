// why: whether the public container is deployed is a parameter that nobody states

param on bool

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
    allowBlobPublicAccess: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }
}

resource demo 'Microsoft.Storage/storageAccounts/blobServices/containers@2023-05-01' = if (on) {
  name: 'stweights/default/demo'
  properties: {
    publicAccess: 'Blob'
  }
}
