// why: the rule that denies the internet is a resource of its own, and whether it is deployed is a parameter that nobody states
// at: Microsoft.App/containerApps/ca-transcriber

param on bool

resource nsgapps 'Microsoft.Network/networkSecurityGroups@2024-01-01' = {
  name: 'nsg-apps'
  location: 'westeurope'
  properties: {
    securityRules: []
  }
}

resource denyout 'Microsoft.Network/networkSecurityGroups/securityRules@2024-01-01' = if (on) {
  parent: nsgapps
  name: 'deny-out'
  properties: {
    priority: 4000
    direction: 'Outbound'
    access: 'Deny'
    protocol: '*'
    sourcePortRange: '*'
    destinationPortRange: '*'
    sourceAddressPrefix: '*'
    destinationAddressPrefix: 'Internet'
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
