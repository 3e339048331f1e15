// why: the app's ingress is external, in an environment that is not internal, and asks for nothing
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
      internal: false
    }
  }
}

resource cachat 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'ca-chat'
  location: 'westeurope'
  properties: {
    managedEnvironmentId: caeprod.id
    configuration: {
      ingress: {
        external: true
        targetPort: 8000
      }
    }
    template: {
      containers: [
        {
          name: 'main'
          image: 'crprod.azurecr.io/vllm-openai:0.6'
        }
      ]
    }
  }
}
