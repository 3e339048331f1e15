// why: the loop leaves out the one that would lie abroad

var regions = ['westeurope', 'eastus', 'francecentral']

resource copies 'Microsoft.Storage/storageAccounts@2023-05-01' = [for r in filter(regions, x => !contains(x, 'us')): {
  name: 'stcopy${r}'
  location: r
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
