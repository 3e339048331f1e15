// why: the key is looked up in a vault of another group, and the account names it
// at: Microsoft.Storage/storageAccounts/stweights

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: 'kv-seals'
  scope: resourceGroup('rg-seals')

  resource key 'keys' existing = {
    name: 'weights'
  }
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
    encryption: {
      keySource: 'Microsoft.Keyvault'
      keyvaultproperties: {
        keyname: vault::key.name
        keyvaulturi: vault.properties.vaultUri
      }
    }
  }
}
