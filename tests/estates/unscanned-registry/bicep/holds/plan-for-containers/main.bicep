// why: the subscription's plan for containers scans what is pushed
// at: Microsoft.ContainerRegistry/registries/crgmmodels

resource crgmmodels 'Microsoft.ContainerRegistry/registries@2023-07-01' = {
  name: 'crgmmodels'
  location: 'westeurope'
  sku: {
    name: 'Premium'
  }
  properties: {
    adminUserEnabled: false
  }
}

resource Containers 'Microsoft.Security/pricings@2024-01-01' = {
  name: 'Containers'
  scope: subscription()
  properties: {
    pricingTier: 'Standard'
  }
}
