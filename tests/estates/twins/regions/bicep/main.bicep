var places = [
  { short: 'de', location: 'germanywestcentral', open: false }
  { short: 'fr', location: 'francecentral', open: true }
  { short: 'us', location: 'eastus', open: false }
]

module stores 'modules/store.bicep' = [for p in places: {
  name: 'store-${p.short}'
  params: {
    short: p.short
    location: p.location
    open: p.open
  }
}]

resource cache 'Microsoft.Compute/disks@2024-03-02' = {
  name: 'disk-cache'
  location: places[0].location
  sku: {
    name: 'Premium_LRS'
  }
  tags: {
    env: 'prod'
    'data-classification': 'recordings'
  }
  properties: {
    creationData: {
      createOption: 'Empty'
    }
    diskSizeGB: 64
  }
}
