// why: the disk names a set whose key is the organisation's
// at: Microsoft.Compute/disks/disk-weights

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

resource desserving 'Microsoft.Compute/diskEncryptionSets@2023-10-02' = {
  name: 'des-serving'
  location: 'westeurope'
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    activeKey: {
      sourceVault: {
        id: kvseals.id
      }
      keyUrl: weights.properties.keyUriWithVersion
    }
  }
}

resource diskweights 'Microsoft.Compute/disks@2023-10-02' = {
  name: 'disk-weights'
  location: 'westeurope'
  tags: {
    'data-classification': 'weights'
  }
  properties: {
    creationData: {
      createOption: 'Empty'
    }
    diskSizeGB: 512
    encryption: {
      type: 'EncryptionAtRestWithCustomerKey'
      diskEncryptionSetId: desserving.id
    }
  }
}
