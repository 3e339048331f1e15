param location string = 'westeurope'

var roles = {
  build: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
  reader: '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1'
  person: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
}

resource letters 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'stletters'
  location: location
  sku: {
    name: 'Standard_ZRS'
  }
  kind: 'StorageV2'
  tags: {
    env: 'prod'
    'data-classification': 'phi'
  }
  properties: {
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    minimumTlsVersion: 'TLS1_2'
  }
}

resource identities 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = [for n in ['build', 'reader']: {
  name: 'id-${n}'
  location: location
  tags: {
    env: n == 'build' ? 'dev' : 'prod'
  }
}]

resource github 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials@2023-01-31' = {
  parent: identities[1]
  name: 'github'
  properties: {
    issuer: 'https://token.actions.githubusercontent.com'
    subject: 'repo:stranger/tools:ref:refs/heads/main'
    audiences: ['api://AzureADTokenExchange']
  }
}

resource grants 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (n, i) in ['build', 'reader']: {
  scope: letters
  name: n
  properties: {
    principalId: identities[i].properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles[n])
  }
}]

resource person 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: letters
  name: 'person'
  properties: {
    principalId: '66666666-6666-4666-8666-666666666666'
    principalType: 'User'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.person)
  }
}
