// why: the region is the output of a module that is not on disk
// at: Microsoft.Storage/storageAccounts/strecords

module place 'br:klinik.azurecr.io/place:v1' = {}

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'strecords'
  location: place.outputs.location
  sku: {
    name: 'Standard_ZRS'
  }
  kind: 'StorageV2'
  tags: {
    'data-classification': 'phi'
  }
  properties: {
    minimumTlsVersion: 'TLS1_2'
  }
}
