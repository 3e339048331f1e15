// why: the public door is shut, and a private endpoint with its zone leads in
// at: Microsoft.CognitiveServices/accounts/oai-triage

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

resource privatelinkopenaiazurecom 'Microsoft.Network/privateDnsZones@2024-06-01' = {
  name: 'privatelink.openai.azure.com'
  location: 'global'
}

resource oaitriage 'Microsoft.CognitiveServices/accounts@2024-10-01' = {
  name: 'oai-triage'
  location: 'westeurope'
  kind: 'OpenAI'
  sku: {
    name: 'S0'
  }
  properties: {
    customSubDomainName: 'oai-triage'
    publicNetworkAccess: 'Disabled'
    networkAcls: {
      defaultAction: 'Deny'
    }
  }
}

resource peai 'Microsoft.Network/privateEndpoints@2024-01-01' = {
  name: 'pe-ai'
  location: 'westeurope'
  properties: {
    subnet: {
      id: resourceId('Microsoft.Network/virtualNetworks/subnets', 'vnet-prod', 'snet-pe')
    }
    privateLinkServiceConnections: [
      {
        name: 'ai'
        properties: {
          privateLinkServiceId: oaitriage.id
          groupIds: [
            'account'
          ]
        }
      }
    ]
  }
}

resource default 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-01-01' = {
  parent: peai
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      {
        name: 'openai'
        properties: {
          privateDnsZoneId: privatelinkopenaiazurecom.id
        }
      }
    ]
  }
}
