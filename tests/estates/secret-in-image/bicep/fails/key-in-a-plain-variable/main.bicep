// why: the app has a secret from the vault, but this variable holds the key itself, put together by an expression
// at: Microsoft.App/containerApps/ca-chat

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

resource caeprod 'Microsoft.App/managedEnvironments@2024-03-01' = {
  name: 'cae-prod'
  location: 'westeurope'
  properties: {
    vnetConfiguration: {
      infrastructureSubnetId: resourceId('Microsoft.Network/virtualNetworks/subnets', 'vnet-prod', 'snet-apps')
      internal: true
    }
  }
}

resource cachat 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'ca-chat'
  location: 'westeurope'
  properties: {
    managedEnvironmentId: caeprod.id
    configuration: {
      secrets: [
        {
          name: 'openai'
          keyVaultUrl: 'https://kv-chat.vault.azure.net/secrets/openai'
          identity: 'system'
        }
      ]
    }
    template: {
      containers: [
        {
          name: 'main'
          image: 'crprod.azurecr.io/faster-whisper-server:0.5'
          env: [
            {
              name: 'AZURE_OPENAI_API_KEY'
              value: concat('4f1d9c3b7a6e48f2', 'a0d5c1b2e3f40516')
            }
            {
              name: 'OTHER'
              secretRef: 'openai'
            }
          ]
        }
      ]
    }
  }
}
