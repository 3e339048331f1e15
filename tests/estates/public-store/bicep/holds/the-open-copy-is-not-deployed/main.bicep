// why: the public container hangs on a condition that the parameters decide: it is not deployed
// at: Microsoft.Storage/storageAccounts/stweights

@allowed([
  'prod'
  'demo'
])
param stage string = 'prod'

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

resource demo 'Microsoft.Storage/storageAccounts/blobServices/containers@2023-05-01' = if ((stage == 'demo')) {
  name: 'stweights/default/demo'
  properties: {
    publicAccess: 'Blob'
  }
}
