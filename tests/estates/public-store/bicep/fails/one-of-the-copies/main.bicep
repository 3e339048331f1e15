// why: three containers are copied from a list, and the second of them is public
// at: Microsoft.Storage/storageAccounts/blobServices/containers/stcorpora/default/samples

var account = toLower('stCORPORA')
var containers = [
  {
    name: 'raw'
    access: 'None'
  }
  {
    name: 'samples'
    access: 'Container'
  }
  {
    name: 'checked'
    access: 'None'
  }
]

resource storageAccounts 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: account
  location: 'westeurope'
  sku: {
    name: 'Standard_ZRS'
  }
  kind: 'StorageV2'
  tags: {
    'data-classification': 'training-data'
  }
  properties: {
    allowBlobPublicAccess: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }
}

resource copies 'Microsoft.Storage/storageAccounts/blobServices/containers@2023-05-01' = [for c in containers: {
  name: '${account}/default/${c.name}'
  properties: {
    publicAccess: c.access
  }
}]
