// why: enableRbacAuthorization is left out, which is off, so that the production vault decides by access policies, of which one is added apart
// at: Microsoft.KeyVault/vaults/kv-telehealth

resource kvtelehealth 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'kv-telehealth'
  location: 'westeurope'
  tags: {
    env: 'prod'
  }
  properties: {
    tenantId: subscription().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    accessPolicies: []
    enablePurgeProtection: true
  }
}

resource add 'Microsoft.KeyVault/vaults/accessPolicies@2023-07-01' = {
  parent: kvtelehealth
  name: 'add'
  properties: {
    accessPolicies: [
      {
        tenantId: subscription().tenantId
        objectId: '66666666-6666-4666-8666-666666666666'
        permissions: {
          secrets: [
            'get'
            'list'
          ]
        }
      }
    ]
  }
}
