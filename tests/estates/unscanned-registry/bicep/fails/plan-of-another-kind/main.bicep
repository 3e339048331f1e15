// why: the subscription pays for Defender, but not for containers
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

resource KeyVaults 'Microsoft.Security/pricings@2024-01-01' = {
  name: 'KeyVaults'
  scope: subscription()
  properties: {
    pricingTier: 'Standard'
  }
}
