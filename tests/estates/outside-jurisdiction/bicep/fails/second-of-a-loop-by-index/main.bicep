// why: the loop takes its region by the index, and the second of them is not in Europe
// at: Microsoft.Storage/storageAccounts/stcopy1

var regions = ['westeurope', 'eastus']

resource copies 'Microsoft.Storage/storageAccounts@2023-05-01' = [for (name, i) in ['first', 'second']: {
  name: 'stcopy${i}'
  location: regions[i]
  sku: {
    name: 'Standard_ZRS'
  }
  kind: 'StorageV2'
  tags: {
    'data-classification': 'recordings'
  }
  properties: {
    minimumTlsVersion: 'TLS1_2'
  }
}]
