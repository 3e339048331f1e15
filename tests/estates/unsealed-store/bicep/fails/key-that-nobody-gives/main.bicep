// why: the key is an optional parameter, which is null, so that the encryption is null as well
// at: Microsoft.Storage/storageAccounts/stweights

type sealed = {
  name: string
  vault: string
}

param key sealed?

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
    encryption: key.?name != null
      ? {
          keySource: 'Microsoft.Keyvault'
          keyvaultproperties: {
            keyname: key!.name
            keyvaulturi: key!.vault
          }
        }
      : null
  }
}
