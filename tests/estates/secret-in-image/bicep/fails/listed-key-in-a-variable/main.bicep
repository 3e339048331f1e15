// why: the app is given the account's key, which the deployment lists, as a plain variable
// at: Microsoft.App/containerApps/ca-chat

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
  }
}

resource app 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'ca-chat'
  location: 'westeurope'
  properties: {
    configuration: {}
    template: {
      containers: [
        {
          name: 'main'
          image: 'crprod.azurecr.io/faster-whisper-server:0.5'
          env: [
            {
              name: 'AZURE_STORAGE_CONNECTION_STRING'
              value: 'DefaultEndpointsProtocol=https;AccountName=${account.name};AccountKey=${account.listKeys().keys[0].value}'
            }
          ]
        }
      ]
    }
  }
}
