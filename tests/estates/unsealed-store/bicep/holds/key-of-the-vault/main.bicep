// why: the account is encrypted with a key of the organisation's own vault, declared in the same template
// at: Microsoft.Storage/storageAccounts/stweights

resource kvseals 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'kv-seals'
  location: 'westeurope'
  properties: {
    tenantId: subscription().tenantId
    sku: {
      family: 'A'
      name: 'premium'
    }
    enablePurgeProtection: true
    enableRbacAuthorization: true
    publicNetworkAccess: 'Disabled'
  }
}

resource weights 'Microsoft.KeyVault/vaults/keys@2023-07-01' = {
  parent: kvseals
  name: 'weights'
  properties: {
    kty: 'RSA-HSM'
    keySize: 3072
  }
}

resource stweights 'Microsoft.Storage/storageAccounts@2023-05-01' = {
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
    allowBlobPublicAccess: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    encryption: {
      keySource: 'Microsoft.Keyvault'
      keyvaultproperties: {
        keyname: 'weights'
        keyvaulturi: kvseals.properties.vaultUri
      }
    }
  }
}
