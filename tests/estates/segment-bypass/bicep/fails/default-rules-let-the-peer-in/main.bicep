// why: the groups deny the internet only; the default rules let peered networks in

resource nsgdev 'Microsoft.Network/networkSecurityGroups@2024-01-01' = {
  name: 'nsg-dev'
  location: 'westeurope'
  properties: {
    securityRules: [
      {
        name: 'deny-internet-in'
        properties: {
          priority: 4096
          direction: 'Inbound'
          access: 'Deny'
          protocol: '*'
          sourcePortRange: '*'
          destinationPortRange: '*'
          sourceAddressPrefix: 'Internet'
          destinationAddressPrefix: '*'
        }
      }
    ]
  }
}

resource vnetdev 'Microsoft.Network/virtualNetworks@2024-01-01' = {
  name: 'vnet-dev'
  location: 'westeurope'
  tags: {
    environment: 'dev'
  }
  properties: {
    addressSpace: {
      addressPrefixes: [
        '10.62.0.0/16'
      ]
    }
    subnets: [
      {
        name: 'snet-work'
        properties: {
          addressPrefix: cidrSubnet('10.62.0.0/16', 24, 4)
          networkSecurityGroup: {
            id: nsgdev.id
          }
        }
      }
    ]
    virtualNetworkPeerings: [
      {
        name: 'to-prod'
        properties: {
          remoteVirtualNetwork: {
            id: vnetprod.id
          }
          allowVirtualNetworkAccess: true
        }
      }
    ]
  }
}

resource nsgprod 'Microsoft.Network/networkSecurityGroups@2024-01-01' = {
  name: 'nsg-prod'
  location: 'westeurope'
  properties: {
    securityRules: [
      {
        name: 'deny-internet-in'
        properties: {
          priority: 4096
          direction: 'Inbound'
          access: 'Deny'
          protocol: '*'
          sourcePortRange: '*'
          destinationPortRange: '*'
          sourceAddressPrefix: 'Internet'
          destinationAddressPrefix: '*'
        }
      }
    ]
  }
}

resource vnetprod 'Microsoft.Network/virtualNetworks@2024-01-01' = {
  name: 'vnet-prod'
  location: 'westeurope'
  tags: {
    environment: 'prod'
  }
  properties: {
    addressSpace: {
      addressPrefixes: [
        '10.22.0.0/16'
      ]
    }
    subnets: [
      {
        name: 'snet-work'
        properties: {
          addressPrefix: cidrSubnet('10.22.0.0/16', 24, 4)
          networkSecurityGroup: {
            id: nsgprod.id
          }
        }
      }
    ]
    virtualNetworkPeerings: [
      {
        name: 'to-dev'
        properties: {
          remoteVirtualNetwork: {
            id: vnetdev.id
          }
          allowVirtualNetworkAccess: true
        }
      }
    ]
  }
}
