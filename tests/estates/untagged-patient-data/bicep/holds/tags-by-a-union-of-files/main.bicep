// why: the tags come from a file beside the source, and the account adds its class to them
// at: Microsoft.Storage/storageAccounts/strecordings

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'strecordings'
  location: 'westeurope'
  sku: {
    name: 'Standard_ZRS'
  }
  kind: 'StorageV2'
  tags: union(loadJsonContent('tags.json'), { 'data-classification': 'recordings' })
  properties: {
    minimumTlsVersion: 'TLS1_2'
  }
}
