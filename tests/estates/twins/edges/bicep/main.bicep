
resource vnetedge 'Microsoft.Network/virtualNetworks@2024-01-01' = {
  name: 'vnet-edge'
  location: 'westeurope'
  properties: {
    addressSpace: {
      addressPrefixes: [
        '10.50.0.0/16'
      ]
    }
    subnets: [
      {
        name: 'snet-gw'
        properties: {
          addressPrefix: '10.50.0.0/24'
        }
      }
    ]
  }
}

resource snetapps 'Microsoft.Network/virtualNetworks/subnets@2024-01-01' = {
  parent: vnetedge
  name: 'snet-apps'
  properties: {
    addressPrefix: '10.50.8.0/23'
  }
}

resource pipgw 'Microsoft.Network/publicIPAddresses@2024-01-01' = {
  name: 'pip-gw'
  sku: {
    name: 'Standard'
  }
  location: 'westeurope'
  properties: {
    publicIPAllocationMethod: 'Static'
  }
}

resource piplb 'Microsoft.Network/publicIPAddresses@2024-01-01' = {
  name: 'pip-lb'
  sku: {
    name: 'Standard'
  }
  location: 'westeurope'
  properties: {
    publicIPAllocationMethod: 'Static'
  }
}

resource wafllm 'Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies@2024-01-01' = {
  name: 'waf-llm'
  location: 'westeurope'
  properties: {
    policySettings: {
      mode: 'Prevention'
      state: 'Enabled'
      requestBodyCheck: true
    }
    customRules: [
      {
        name: 'clinic'
        priority: 10
        ruleType: 'MatchRule'
        action: 'Allow'
        matchConditions: [
          {
            matchVariables: [
              {
                variableName: 'RemoteAddr'
              }
            ]
            operator: 'IPMatch'
            matchValues: [
              '0.0.0.0/0'
            ]
          }
        ]
      }
    ]
    managedRules: {
      managedRuleSets: [
        {
          ruleSetType: 'OWASP'
          ruleSetVersion: '3.2'
        }
      ]
    }
  }
}

resource agwllm 'Microsoft.Network/applicationGateways@2024-01-01' = {
  name: 'agw-llm'
  tags: {
    workload: 'llm'
  }
  location: 'westeurope'
  properties: {
    sku: {
      name: 'WAF_v2'
      tier: 'WAF_v2'
      capacity: 2
    }
    firewallPolicy: {
      id: wafllm.id
    }
    gatewayIPConfigurations: [
      {
        name: 'gw'
        properties: {
          subnet: {
            id: resourceId('Microsoft.Network/virtualNetworks/subnets', 'vnet-edge', 'snet-gw')
          }
        }
      }
    ]
    frontendIPConfigurations: [
      {
        name: 'public'
        properties: {
          publicIPAddress: {
            id: pipgw.id
          }
        }
      }
    ]
    frontendPorts: [
      {
        name: 'https'
        properties: {
          port: 443
        }
      }
    ]
    backendAddressPools: [
      {
        name: 'chat'
        properties: {
          backendAddresses: [
            {
              fqdn: 'app-chat.azurewebsites.net'
            }
          ]
        }
      }
    ]
    httpListeners: [
      {
        name: 'llm'
        properties: {
          frontendIPConfiguration: {
            id: concat(agwllm.id, '/frontendIPConfigurations/public')
          }
          frontendPort: {
            id: concat(agwllm.id, '/frontendPorts/https')
          }
          protocol: 'Https'
        }
      }
    ]
  }
}

resource appchat 'Microsoft.Web/sites@2023-12-01' = {
  name: 'app-chat'
  kind: 'app,linux,container'
  location: 'westeurope'
  properties: {
    serverFarmId: '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-edge/providers/Microsoft.Web/serverFarms/plan'
    virtualNetworkSubnetId: snetapps.id
    publicNetworkAccess: 'Enabled'
    vnetRouteAllEnabled: true
    siteConfig: {
      linuxFxVersion: 'DOCKER|crllm.azurecr.io/vllm-openai:0.6'
    }
  }

  resource signIn 'config' = {
    name: 'authsettingsV2'
    properties: {
      platform: {
        enabled: true
      }
      globalValidation: {
        requireAuthentication: true
        unauthenticatedClientAction: 'Return401'
      }
    }
  }

  resource doors 'config' = {
    name: 'web'
    properties: {
      ipSecurityRestrictionsDefaultAction: 'Deny'
      ipSecurityRestrictions: [
        {
          name: 'clinic'
          action: 'Allow'
          ipAddress: '198.51.100.0/24'
        }
      ]
    }
  }
}

resource apimllm 'Microsoft.ApiManagement/service@2023-05-01-preview' = {
  name: 'apim-llm'
  sku: {
    name: 'Developer'
    capacity: 1
  }
  location: 'westeurope'
  properties: {
    publisherName: 'clinic'
    publisherEmail: 'ops@example.org'
    virtualNetworkType: 'External'
  }
}

resource chat 'Microsoft.ApiManagement/service/apis@2023-05-01-preview' = {
  parent: apimllm
  name: 'chat'
  properties: {
    displayName: 'chat'
    path: 'chat'
    protocols: [
      'https'
    ]
    serviceUrl: 'https://app-chat.azurewebsites.net'
    subscriptionRequired: false
  }
}

resource policy 'Microsoft.ApiManagement/service/apis/policies@2023-05-01-preview' = {
  parent: chat
  name: 'policy'
  properties: {
    format: 'rawxml'
    value: '<policies><inbound><base /></inbound></policies>'
  }
}

resource afd 'Microsoft.Cdn/profiles@2024-02-01' = {
  name: 'afd'
  location: 'global'
  sku: {
    name: 'Premium_AzureFrontDoor'
  }
  properties: {}
}

resource door 'Microsoft.Cdn/profiles/afdEndpoints@2024-02-01' = {
  parent: afd
  name: 'door'
  location: 'global'
  properties: {
    enabledState: 'Enabled'
  }
}

resource chats 'Microsoft.Cdn/profiles/originGroups@2024-02-01' = {
  parent: afd
  name: 'chats'
  properties: {
    loadBalancingSettings: {
      sampleSize: 4
    }
  }
}

resource chat2 'Microsoft.Cdn/profiles/originGroups/origins@2024-02-01' = {
  parent: chats
  name: 'chat'
  properties: {
    hostName: 'app-chat.azurewebsites.net'
    enabledState: 'Enabled'
  }
}

resource all 'Microsoft.Cdn/profiles/afdEndpoints/routes@2024-02-01' = {
  parent: door
  name: 'all'
  properties: {
    originGroup: {
      id: chats.id
    }
    supportedProtocols: [
      'Https'
    ]
    patternsToMatch: [
      '/*'
    ]
    linkToDefaultDomain: 'Enabled'
    enabledState: 'Enabled'
  }
}

resource lbserving 'Microsoft.Network/loadBalancers@2024-01-01' = {
  name: 'lb-serving'
  sku: {
    name: 'Standard'
  }
  location: 'westeurope'
  properties: {
    frontendIPConfigurations: [
      {
        name: 'public'
        properties: {
          publicIPAddress: {
            id: piplb.id
          }
        }
      }
    ]
    backendAddressPools: [
      {
        name: 'serving'
      }
    ]
    loadBalancingRules: [
      {
        name: 'vllm'
        properties: {
          protocol: 'Tcp'
          frontendPort: 8000
          backendPort: 8000
          frontendIPConfiguration: {
            id: resourceId('Microsoft.Network/loadBalancers/frontendIPConfigurations', 'lb-serving', 'public')
          }
          backendAddressPool: {
            id: resourceId('Microsoft.Network/loadBalancers/backendAddressPools', 'lb-serving', 'serving')
          }
        }
      }
    ]
  }
}

resource vmssvllm 'Microsoft.Compute/virtualMachineScaleSets@2024-03-01' = {
  name: 'vmss-vllm'
  sku: {
    name: 'Standard_NC24ads_A100_v4'
    capacity: 2
  }
  location: 'westeurope'
  properties: {
    orchestrationMode: 'Uniform'
    virtualMachineProfile: {
      osProfile: {
        computerNamePrefix: 'vllm'
        adminUsername: 'ops'
        customData: base64('curl https://stweights.blob.core.windows.net/models/llama.bin')
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
        networkInterfaceConfigurations: [
          {
            name: 'nic'
            properties: {
              primary: true
              ipConfigurations: [
                {
                  name: 'one'
                  properties: {
                    primary: true
                    subnet: {
                      id: snetapps.id
                    }
                    loadBalancerBackendAddressPools: [
                      {
                        id: resourceId('Microsoft.Network/loadBalancers/backendAddressPools', 'lb-serving', 'serving')
                      }
                    ]
                  }
                }
              ]
            }
          }
        ]
      }
    }
  }
}

resource stweights 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'stweights'
  location: 'westeurope'
  sku: {
    name: 'Standard_ZRS'
  }
  kind: 'StorageV2'
  tags: {
    'data-classification': 'weights'
  }
  properties: {
    allowBlobPublicAccess: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }
}

resource aciwhisper 'Microsoft.ContainerInstance/containerGroups@2023-05-01' = {
  name: 'aci-whisper'
  tags: {
    'data-classification': 'recordings'
  }
  location: 'westeurope'
  properties: {
    osType: 'Linux'
    sku: 'Confidential'
    ipAddress: {
      type: 'Public'
      dnsNameLabel: 'whisper'
      ports: [
        {
          port: 8000
          protocol: 'TCP'
        }
      ]
    }
    containers: [
      {
        name: 'whisper'
        properties: {
          image: 'crllm.azurecr.io/faster-whisper-server:0.5'
          ports: [
            {
              port: 8000
            }
          ]
          environmentVariables: [
            {
              name: 'DB_PASSWORD'
              value: 'Tr0ub4dor&3xyz'
            }
          ]
          resources: {
            requests: {
              cpu: 4
              memoryInGB: 16
            }
          }
        }
      }
    ]
  }
}
