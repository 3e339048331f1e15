// why: the group's rules are a parameter without value and default
// at: Microsoft.App/containerApps/ca-transcriber

param rules array

resource nsgapps 'Microsoft.Network/networkSecurityGroups@2024-01-01' = {
  name: 'nsg-apps'
  location: 'westeurope'
  properties: {
    securityRules: rules
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
          networkSecurityGroup: {
            id: nsgapps.id
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
