// why: default outbound access is off, but the subnet, declared inside its network, has a NAT gateway with a public address
// at: Microsoft.App/containerApps/ca-transcriber

resource pipnat 'Microsoft.Network/publicIPAddresses@2024-01-01' = {
  name: 'pip-nat'
  location: 'westeurope'
  sku: {
    name: 'Standard'
  }
  properties: {
    publicIPAllocationMethod: 'Static'
  }
}

resource ngapps 'Microsoft.Network/natGateways@2024-01-01' = {
  name: 'ng-apps'
  location: 'westeurope'
  sku: {
    name: 'Standard'
  }
  properties: {
    publicIpAddresses: [
      {
        id: pipnat.id
      }
    ]
  }
}

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
        name: 'snet-apps'
        properties: {
          addressPrefix: '10.20.8.0/23'
          defaultOutboundAccess: false
          natGateway: {
            id: ngapps.id
          }
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

resource catranscriber 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'ca-transcriber'
  location: 'westeurope'
  properties: {
    managedEnvironmentId: caeprod.id
    configuration: {}
    template: {
      containers: [
        {
          name: 'main'
          image: 'crprod.azurecr.io/faster-whisper-server:0.5'
        }
      ]
    }
  }
}
