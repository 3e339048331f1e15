// why: whether Defender for Storage is switched on is a parameter that nobody states
// at: Microsoft.Storage/storageAccounts/stweights

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
    allowBlobPublicAccess: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }
}

resource current 'Microsoft.Security/defenderForStorageSettings@2022-12-01-preview' = if (on) {
  name: 'current'
  scope: stweights
  properties: {
    isEnabled: true
  }
}
