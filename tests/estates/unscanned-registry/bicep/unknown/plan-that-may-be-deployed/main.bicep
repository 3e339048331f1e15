// why: whether the plan for containers is paid for is a parameter that nobody states
// at: Microsoft.ContainerRegistry/registries/crgmmodels

param on bool

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

resource Containers 'Microsoft.Security/pricings@2024-01-01' = if (on) {
  name: 'Containers'
  scope: subscription()
  properties: {
    pricingTier: 'Standard'
  }
}
