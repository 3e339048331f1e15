// why: the registry lets anyone pull without signing in
// at: Microsoft.ContainerRegistry/registries/crweights

resource registry 'Microsoft.ContainerRegistry/registries@2023-11-01-preview' = {
  name: 'crweights'
  location: 'westeurope'
  sku: {
    name: 'Premium'
  }
  tags: {
    'data-classification': 'weights'
  }
  properties: {
    anonymousPullEnabled: true
    adminUserEnabled: false
  }
}
