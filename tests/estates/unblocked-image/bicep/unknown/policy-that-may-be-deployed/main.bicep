// why: whether the policy is assigned is a parameter that nobody states
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

resource aksserving 'Microsoft.ContainerService/managedClusters@2024-05-01' = {
  name: 'aks-serving'
  location: 'westeurope'
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    dnsPrefix: 'serving'
    agentPoolProfiles: [
      {
        name: 'system'
        vmSize: 'Standard_D4s_v5'
        count: 3
        mode: 'System'
      }
    ]
    addonProfiles: {
      azurepolicy: {
        enabled: true
      }
    }
  }
}

resource allowedimages 'Microsoft.Authorization/policyAssignments@2024-04-01' = if (on) {
  name: 'allowed-images'
  properties: {
    policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', 'febd0533-8e55-448f-b837-bd0e06f16469')
    enforcementMode: 'Default'
    parameters: {
      allowedContainerImagesRegex: {
        value: '^crgmmodels\\.azurecr\\.io/.+$'
      }
      effect: {
        value: 'Deny'
      }
    }
  }
}
