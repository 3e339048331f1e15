// why: the notebook's identity reads the training data alone
// at: Microsoft.MachineLearningServices/workspaces/computes/mlw/ci-ana

resource vnetprod 'Microsoft.Network/virtualNetworks@2024-01-01' = {
  name: 'vnet-prod'
  location: 'westeurope'
  properties: {
    addressSpace: {
      addressPrefixes: [
        '10.20.0.0/16'
      ]
    }
    subnets: [
      {
        name: 'snet-pe'
        properties: {
          addressPrefix: '10.20.7.0/24'
        }
      }
      {
        name: 'snet-apps'
        properties: {
          addressPrefix: '10.20.8.0/23'
          defaultOutboundAccess: false
        }
      }
    ]
  }
}

resource stcorpora 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'stcorpora'
  location: 'westeurope'
  sku: {
    name: 'Standard_ZRS'
  }
  kind: 'StorageV2'
  tags: {
    'data-classification': 'training-data'
  }
  properties: {
    allowBlobPublicAccess: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    allowSharedKeyAccess: false
  }
}

resource strecordings 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'strecordings'
  location: 'westeurope'
  sku: {
    name: 'Standard_ZRS'
  }
  kind: 'StorageV2'
  tags: {
    'data-classification': 'recordings'
  }
  properties: {
    allowBlobPublicAccess: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    allowSharedKeyAccess: false
  }
}

resource idnotebook 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: 'id-notebook'
  location: 'westeurope'
}

resource roleAssignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(resourceGroup().id, '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1', 'x')
  scope: stcorpora
  properties: {
    principalId: idnotebook.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1')
  }
}

resource ciana 'Microsoft.MachineLearningServices/workspaces/computes@2024-04-01' = {
  name: 'mlw/ci-ana'
  location: 'westeurope'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${idnotebook.id}': {}
    }
  }
  properties: {
    computeType: 'ComputeInstance'
    properties: {
      vmSize: 'Standard_D4s_v5'
      enableNodePublicIp: false
      subnet: {
        id: resourceId('Microsoft.Network/virtualNetworks/subnets', 'vnet-prod', 'snet-apps')
      }
    }
  }
}
