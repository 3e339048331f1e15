// why: the rules get their priority by their place in the list, and the one that allows comes first
// at: Microsoft.App/containerApps/ca-transcriber

param rules array = [
  { name: 'https', access: 'Allow', protocol: 'Tcp', port: '443' }
  { name: 'deny', access: 'Deny' }
]

resource group 'Microsoft.Network/networkSecurityGroups@2024-01-01' = {
  name: 'nsg-apps'
  location: 'westeurope'
  properties: {
    securityRules: [for (r, i) in rules: {
      name: r.name
      properties: {
        priority: 100 + i * 10
        direction: 'Outbound'
        access: r.access
        protocol: r.?protocol ?? '*'
        sourcePortRange: '*'
        destinationPortRange: r.?port ?? '*'
        sourceAddressPrefix: '*'
        destinationAddressPrefix: 'Internet'
      }
    }]
  }
}

resource net 'Microsoft.Network/virtualNetworks@2024-01-01' = {
  name: 'vnet-prod'
  location: 'westeurope'
  properties: {
    addressSpace: {
      addressPrefixes: ['10.20.0.0/16']
    }
  }

  resource apps 'subnets' = {
    name: 'snet-apps'
    properties: {
      addressPrefix: cidrSubnet('10.20.0.0/16', 23, 4)
      networkSecurityGroup: {
        id: group.id
      }
    }
  }
}

resource environment 'Microsoft.App/managedEnvironments@2024-03-01' = {
  name: 'cae-prod'
  location: 'westeurope'
  properties: {
    vnetConfiguration: {
      infrastructureSubnetId: net::apps.id
      internal: true
    }
  }
}

resource app 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'ca-transcriber'
  location: 'westeurope'
  properties: {
    managedEnvironmentId: environment.id
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
