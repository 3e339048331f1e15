// why: the development app's setting holds a key of the development account
// at: Microsoft.Storage/storageAccounts/stprodrecords

resource stprodrecords 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'stprodrecords'
  location: 'westeurope'
  sku: {
    name: 'Standard_ZRS'
  }
  kind: 'StorageV2'
  tags: {
    'data-classification': 'phi'
    env: 'prod'
  }
  properties: {
    allowBlobPublicAccess: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }
}

resource stdevsamples 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'stdevsamples'
  location: 'westeurope'
  sku: {
    name: 'Standard_ZRS'
  }
  kind: 'StorageV2'
  tags: {
    env: 'dev'
  }
  properties: {
    allowBlobPublicAccess: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }
}

resource appdev 'Microsoft.Web/sites@2023-12-01' = {
  name: 'app-dev'
  location: 'westeurope'
  kind: 'app,linux'
  tags: {
    env: 'dev'
  }
  properties: {
    siteConfig: {
      appSettings: [
        {
          name: 'STORAGE'
          value: listKeys(stdevsamples.id, '2023-05-01').keys[0].value
        }
      ]
    }
  }
}
