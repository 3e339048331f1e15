// why: the switch is an output of a registry's module that is not on disk
// at: Microsoft.Storage/storageAccounts/blobServices/containers/stweights/default/models

module settings 'br/public:avm/ptn/own/settings:0.1.0' = {
  name: 'settings'
}

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' = {
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
    minimumTlsVersion: 'TLS1_2'
    allowBlobPublicAccess: settings.outputs.open
  }

  resource blobs 'blobServices' existing = {
    name: 'default'

    resource models 'containers' = {
      name: 'models'
      properties: {
        publicAccess: 'Blob'
      }
    }
  }
}
