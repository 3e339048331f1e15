// why: the production vault takes roles, and the development identity may read its secrets
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
    enableRbacAuthorization: true
  }
}

resource iddev 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: 'id-dev'
  location: 'westeurope'
  tags: {
    env: 'dev'
  }
}

resource roleAssignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(resourceGroup().id, '4633458b-17de-408a-b874-0445c86b69e6', 'x')
  scope: kvtelehealth
  properties: {
    principalId: iddev.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '4633458b-17de-408a-b874-0445c86b69e6')
  }
}
