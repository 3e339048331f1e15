param account string = 'stweights'
param who array = [
  {
    name: 'serving'
    env: 'prod'
  }
  {
    name: 'dev'
    env: 'dev'
  }
]

resource kvllm 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'kv-llm'
  location: 'westeurope'
  tags: {
    env: 'prod'
  }
  properties: {
    tenantId: '44444444-4444-4444-8444-444444444444'
    sku: {
      family: 'A'
      name: 'premium'
    }
    enableRbacAuthorization: true
    enablePurgeProtection: true
    publicNetworkAccess: 'disabled'
  }
}

resource store 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: account
  location: 'westeurope'
  sku: {
    name: 'Standard_ZRS'
  }
  kind: 'StorageV2'
  tags: {
    'data-classification': 'weights'
    env: 'prod'
  }
  properties: {
    allowBlobPublicAccess: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    allowSharedKeyAccess: false
    encryption: {
      keySource: 'Microsoft.Keyvault'
      identity: {
        userAssignedIdentity: resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'id-serving')
      }
      keyvaultproperties: {
        keyname: 'weights'
        keyvaulturi: reference('kv-llm').vaultUri
      }
    }
    networkAcls: {
      defaultAction: 'Deny'
      bypass: 'AzureServices'
      virtualNetworkRules: [
        {
          id: resourceId('Microsoft.Network/virtualNetworks/subnets', 'vnet-llm', 'snet-serving')
          action: 'Allow'
        }
      ]
    }
  }

  resource blobs 'blobServices' existing = {
    name: 'default'
  }
}

resource containers 'Microsoft.Storage/storageAccounts/blobServices/containers@2023-05-01' = {
  name: '${account}/default/models'
  properties: {
    publicAccess: 'None'
  }
}

resource vnetllm 'Microsoft.Network/virtualNetworks@2024-01-01' = {
  name: 'vnet-llm'
  location: 'westeurope'
  properties: {
    addressSpace: {
      addressPrefixes: [
        '10.30.0.0/16'
      ]
    }
    subnets: [
      {
        name: 'snet-serving'
        properties: {
          addressPrefix: '10.30.4.0/24'
          serviceEndpoints: [
            {
              service: 'Microsoft.Storage'
            }
          ]
        }
      }
    ]
  }
}

resource userAssignedIdentities 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = [for i in range(0, length(who)): {
  name: 'id-${who[i].name}'
  location: 'westeurope'
  tags: {
    env: who[i].env
  }
}]

resource servingreads 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: 'serving-reads'
  scope: store
  properties: {
    principalId: userAssignedIdentities[0].properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1')
  }
}

resource devreads 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: 'dev-reads'
  scope: store
  properties: {
    principalId: userAssignedIdentities[1].properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1')
  }
}

resource logaudit 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: 'log-audit'
  location: 'westeurope'
  properties: {
    retentionInDays: 365
  }
}

resource audit 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'audit'
  scope: store::blobs
  properties: {
    workspaceId: logaudit.id
    logs: [
      {
        category: 'StorageRead'
        enabled: true
      }
    ]
  }
}
