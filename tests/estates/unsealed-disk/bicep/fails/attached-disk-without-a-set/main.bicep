// why: the data disk that holds the weights names no disk encryption set
// at: Microsoft.Compute/disks/disk-weights

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
  }
}
