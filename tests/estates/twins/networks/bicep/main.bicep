
resource vnethub 'Microsoft.Network/virtualNetworks@2024-01-01' = {
  name: 'vnet-hub'
  location: 'westeurope'
  tags: {
    environment: 'prod'
  }
  properties: {
    addressSpace: {
      addressPrefixes: [
        '10.40.0.0/16'
      ]
    }
    subnets: [
      {
        name: 'AzureFirewallSubnet'
        properties: {
          addressPrefix: '10.40.0.0/26'
        }
      }
      {
        name: 'snet-nodes'
        properties: {
          addressPrefixes: [
            '10.40.8.0/22'
          ]
          defaultOutboundAccess: false
          routeTable: {
            id: rtnodes.id
          }
        }
      }
      {
        name: 'snet-jobs'
        properties: {
          addressPrefix: '10.40.16.0/24'
          networkSecurityGroup: {
            id: nsgjobs.id
          }
        }
      }
    ]
  }
}

resource nsgjobs 'Microsoft.Network/networkSecurityGroups@2024-01-01' = {
  name: 'nsg-jobs'
  location: 'westeurope'
  properties: {
    securityRules: [
      {
        name: 'ssh'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '22'
          sourceAddressPrefix: '*'
          destinationAddressPrefix: '*'
        }
      }
    ]
  }
}

resource pipfw 'Microsoft.Network/publicIPAddresses@2024-01-01' = {
  name: 'pip-fw'
  location: 'westeurope'
  sku: {
    name: 'Standard'
  }
  properties: {
    publicIPAllocationMethod: 'Static'
  }
}

resource pipjobs 'Microsoft.Network/publicIPAddresses@2024-01-01' = {
  name: 'pip-jobs'
  location: 'westeurope'
  sku: {
    name: 'Standard'
  }
  properties: {
    publicIPAllocationMethod: 'Static'
  }
}

resource fwp 'Microsoft.Network/firewallPolicies@2024-01-01' = {
  name: 'fwp'
  location: 'westeurope'
  properties: {
    sku: {
      tier: 'Standard'
    }
  }
}

resource out 'Microsoft.Network/firewallPolicies/ruleCollectionGroups@2024-01-01' = {
  parent: fwp
  name: 'out'
  properties: {
    priority: 200
    ruleCollections: [
      {
        ruleCollectionType: 'FirewallPolicyFilterRuleCollection'
        name: 'hub'
        priority: 100
        action: {
          type: 'Allow'
        }
        rules: [
          {
            ruleType: 'ApplicationRule'
            name: 'models'
            sourceAddresses: [
              '10.40.8.0/22'
            ]
            targetFqdns: [
              'huggingface.co'
            ]
            protocols: [
              {
                protocolType: 'Https'
                port: 443
              }
            ]
          }
        ]
      }
    ]
  }
}

resource fw 'Microsoft.Network/azureFirewalls@2024-01-01' = {
  name: 'fw'
  location: 'westeurope'
  properties: {
    sku: {
      name: 'AZFW_VNet'
      tier: 'Standard'
    }
    firewallPolicy: {
      id: fwp.id
    }
    ipConfigurations: [
      {
        name: 'fw'
        properties: {
          subnet: {
            id: resourceId('Microsoft.Network/virtualNetworks/subnets', 'vnet-hub', 'AzureFirewallSubnet')
          }
          publicIPAddress: {
            id: pipfw.id
          }
        }
      }
    ]
  }
}

resource rtnodes 'Microsoft.Network/routeTables@2024-01-01' = {
  name: 'rt-nodes'
  location: 'westeurope'
  properties: {
    routes: [
      {
        name: 'all'
        properties: {
          addressPrefix: '0.0.0.0/0'
          nextHopType: 'VirtualAppliance'
          nextHopIpAddress: '10.40.0.4'
        }
      }
    ]
  }
}

resource aksllm 'Microsoft.ContainerService/managedClusters@2024-05-01' = {
  name: 'aks-llm'
  location: 'westeurope'
  tags: {
    environment: 'prod'
  }
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    dnsPrefix: 'llm'
    disableLocalAccounts: true
    addonProfiles: {
      azurepolicy: {
        enabled: true
      }
    }
    agentPoolProfiles: [
      {
        name: 'system'
        vmSize: 'Standard_D4s_v5'
        count: 3
        mode: 'System'
        vnetSubnetID: resourceId('Microsoft.Network/virtualNetworks/subnets', 'vnet-hub', 'snet-nodes')
      }
      {
        name: 'gpu'
        vmSize: 'Standard_NC24ads_A100_v4'
        count: 1
        mode: 'User'
        vnetSubnetID: resourceId('Microsoft.Network/virtualNetworks/subnets', 'vnet-hub', 'snet-nodes')
      }
    ]
    networkProfile: {
      networkPlugin: 'azure'
      outboundType: 'userDefinedRouting'
    }
  }
}

resource nicjobs 'Microsoft.Network/networkInterfaces@2024-01-01' = {
  name: 'nic-jobs'
  location: 'westeurope'
  properties: {
    ipConfigurations: [
      {
        name: 'one'
        properties: {
          privateIPAllocationMethod: 'Dynamic'
          subnet: {
            id: resourceId('Microsoft.Network/virtualNetworks/subnets', 'vnet-hub', 'snet-jobs')
          }
          publicIPAddress: {
            id: pipjobs.id
          }
        }
      }
    ]
  }
}

resource vmjobs 'Microsoft.Compute/virtualMachines@2024-03-01' = {
  name: 'vm-jobs'
  location: 'westeurope'
  tags: {
    'data-classification': 'recordings'
  }
  properties: {
    hardwareProfile: {
      vmSize: 'Standard_D8s_v5'
    }
    osProfile: {
      computerName: 'jobs'
      adminUsername: 'ops'
    }
    storageProfile: {
      imageReference: {
        publisher: 'Canonical'
        offer: 'ubuntu-24_04-lts'
        sku: 'server'
        version: 'latest'
      }
      osDisk: {
        createOption: 'FromImage'
        managedDisk: {
          storageAccountType: 'Premium_LRS'
        }
      }
    }
    networkProfile: {
      networkInterfaces: [
        {
          id: nicjobs.id
        }
      ]
    }
  }
}
