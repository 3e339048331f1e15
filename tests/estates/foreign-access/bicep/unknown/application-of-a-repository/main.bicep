// why: a workflow of a repository may sign in as the application that reads, and nothing says whose repository it is

extension microsoftGraphV1

resource app 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: 'record-export'
  displayName: 'Record export'

  resource github 'federatedIdentityCredentials' = {
    name: '${app.uniqueName}/github'
    audiences: ['api://AzureADTokenExchange']
    issuer: 'https://token.actions.githubusercontent.com'
    subject: 'repo:stranger/tools:ref:refs/heads/main'
  }
}

resource readers 'Microsoft.Graph/servicePrincipals@v1.0' = {
  appId: app.appId
}

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'stprodrecords'
  location: 'westeurope'
  sku: {
    name: 'Standard_ZRS'
  }
  kind: 'StorageV2'
  tags: {
    'data-classification': 'phi'
    env: 'prod'
  }
  properties: {
    minimumTlsVersion: 'TLS1_2'
    allowSharedKeyAccess: false
  }
}

resource grant 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, 'export')
  scope: account
  properties: {
    principalId: readers.id
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1')
  }
}
