// why: the second of two accounts takes its place from a list and lies in the United States
// at: Microsoft.Storage/storageAccounts/strecus

param places array = [
  {
    short: 'eu'
    location: 'westeurope'
  }
  {
    short: 'us'
    location: 'East US'
  }
]

resource storageAccounts 'Microsoft.Storage/storageAccounts@2023-05-01' = [for i in range(0, length(places)): {
  name: 'strec${places[i].short}'
  location: places[i].location
  sku: {
    name: 'Standard_LRS'
  }
  kind: 'StorageV2'
  tags: {
    'data-classification': 'recordings'
  }
  properties: {
    allowBlobPublicAccess: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }
}]
