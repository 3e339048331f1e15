// why: the disk names its encryption set in the stage `strict` alone, and this is not that one
// at: Microsoft.Compute/disks/disk-weights

param stage string = 'plain'

resource seals 'Microsoft.Compute/diskEncryptionSets@2024-03-02' existing = {
  name: 'des-weights'
}

resource disk 'Microsoft.Compute/disks@2024-03-02' = {
  name: 'disk-weights'
  location: 'westeurope'
  sku: {
    name: 'Premium_LRS'
  }
  tags: {
    'data-classification': 'weights'
  }
  properties: {
    creationData: {
      createOption: 'Empty'
    }
    diskSizeGB: 256
    encryption: stage == 'strict'
      ? {
          type: 'EncryptionAtRestWithCustomerKey'
          diskEncryptionSetId: seals.id
        }
      : null
  }
}
