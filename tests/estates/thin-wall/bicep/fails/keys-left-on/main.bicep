// why: the account cannot be public, but shared keys are on and its firewall is open: one leaked key is all that stands between
// at: Microsoft.Storage/storageAccounts/sttelerec

resource sttelerec 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'sttelerec'
  location: 'westeurope'
  sku: {
    name: 'Standard_ZRS'
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
}
