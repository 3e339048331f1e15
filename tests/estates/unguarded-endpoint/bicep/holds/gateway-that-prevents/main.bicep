// why: the gateway's policy prevents and reads bodies, and every listener asks for a client certificate
// at: Microsoft.Network/applicationGateways/agw-llm

var gw = resourceId('Microsoft.Network/applicationGateways', 'agw-llm')

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
        }
      }
    ]
  }
}

resource pipgw 'Microsoft.Network/publicIPAddresses@2024-01-01' = {
  name: 'pip-gw'
  location: 'westeurope'
  sku: {
    name: 'Standard'
  }
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
  location: 'westeurope'
  tags: {
    workload: 'llm'
  }
  properties: {
    sku: {
      name: 'WAF_v2'
      tier: 'WAF_v2'
      capacity: 2
    }
    gatewayIPConfigurations: [
      {
        name: 'gw'
        properties: {
          subnet: {
            id: resourceId('Microsoft.Network/virtualNetworks/subnets', 'vnet-prod', 'snet-apps')
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
        name: 'vllm'
        properties: {
          backendAddresses: [
            {
              ipAddress: '10.20.1.10'
            }
          ]
        }
      }
    ]
    httpListeners: [
      {
        name: 'llm'
        properties: {
          protocol: 'Https'
          frontendIPConfiguration: {
            id: concat(gw, '/frontendIPConfigurations/public')
          }
          frontendPort: {
            id: concat(gw, '/frontendPorts/https')
          }
          sslProfile: {
            id: concat(gw, '/sslProfiles/mutual')
          }
        }
      }
    ]
    firewallPolicy: {
      id: wafllm.id
    }
    sslProfiles: [
      {
        name: 'mutual'
        properties: {
          trustedClientCertificates: [
            {
              id: concat(gw, '/trustedClientCertificates/clinic')
            }
          ]
        }
      }
    ]
  }
}
