var places = [
  'westeurope'
  'eastus'
]

resource oai 'Microsoft.CognitiveServices/accounts@2024-10-01' = {
  name: 'oai-triage'
  location: 'swedencentral'
  kind: 'OpenAI'
  sku: {
    name: 'S0'
  }
  properties: {
    customSubDomainName: 'oai-triage'
    disableLocalAuth: true
  }
}

resource gpt 'Microsoft.CognitiveServices/accounts/deployments@2024-10-01' = {
  name: '${'oai-triage'}/${'gpt'}'
  sku: {
    name: 'GlobalStandard'
  }
  properties: {
    model: {
      format: 'OpenAI'
      name: 'gpt-4o'
    }
  }
}

resource sql 'Microsoft.Sql/servers@2023-08-01-preview' = {
  name: 'sql-ehr'
  location: 'westeurope'
  tags: {
    'data-classification': 'phi'
    env: 'prod'
  }
  properties: {
    version: '12.0'
    minimalTlsVersion: '1.2'
    publicNetworkAccess: 'Enabled'
  }
}

resource admin 'Microsoft.Sql/servers/administrators@2023-08-01-preview' = {
  parent: sql
  name: 'ActiveDirectory'
  properties: {
    administratorType: 'ActiveDirectory'
    login: 'dba'
    sid: '66666666-6666-4666-8666-666666666666'
  }
}

resource only 'Microsoft.Sql/servers/azureADOnlyAuthentications@2023-08-01-preview' = {
  parent: sql
  name: 'Default'
  properties: {
    azureADOnlyAuthentication: true
  }
}

resource db 'Microsoft.Sql/servers/databases@2023-08-01-preview' = {
  parent: sql
  name: 'ehr'
  location: 'westeurope'
  properties: {
    requestedBackupStorageRedundancy: 'Local'
  }
}

resource open 'Microsoft.Sql/servers/firewallRules@2023-08-01-preview' = {
  parent: sql
  name: 'everyone'
  properties: {
    startIpAddress: '0.0.0.0'
    endIpAddress: '255.255.255.255'
  }
}

resource notes 'Microsoft.DBforPostgreSQL/flexibleServers@2024-08-01' = {
  name: 'psql-notes'
  location: 'westeurope'
  tags: {
    'data-classification': 'phi'
    env: 'prod'
  }
  properties: {
    network: {
      publicNetworkAccess: 'Disabled'
    }
    backup: {
      geoRedundantBackup: 'Disabled'
    }
  }
}

resource cosmos 'Microsoft.DocumentDB/databaseAccounts@2024-05-15' = {
  name: 'cosmos-sessions'
  location: 'westeurope'
  tags: {
    'data-classification': 'phi'
    env: 'prod'
  }
  properties: {
    databaseAccountOfferType: 'Standard'
    disableLocalAuth: true
    publicNetworkAccess: 'Disabled'
    consistencyPolicy: {
      defaultConsistencyLevel: 'Session'
    }
    locations: map(places, lambda('p', { 'locationName': lambdaVariables('p'), 'failoverPriority': indexOf(places, lambdaVariables('p')) }))
  }
}

resource hub 'Microsoft.EventHub/namespaces@2024-01-01' = {
  name: 'evh-tele'
  location: 'westeurope'
  sku: {
    name: 'Standard'
  }
  tags: {
    'data-classification': 'phi'
    env: 'prod'
  }
  properties: {
    disableLocalAuth: true
    publicNetworkAccess: 'Disabled'
    minimumTlsVersion: '1.2'
  }
}

resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' = {
  name: 'crtele'
  location: 'westeurope'
  sku: {
    name: 'Premium'
  }
  tags: {
    'data-classification': 'weights'
  }
  properties: {
    adminUserEnabled: true
  }
}

resource portal 'Microsoft.Web/sites@2023-12-01' = {
  name: 'app-portal'
  location: 'westeurope'
  kind: 'app,linux'
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    serverFarmId: '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-tele/providers/Microsoft.Web/serverFarms/plan'
    siteConfig: {
      vnetRouteAllEnabled: true
    }
  }
}

resource settings 'Microsoft.Web/sites/config@2023-12-01' = {
  parent: portal
  name: 'appsettings'
  properties: {
    OPENAI_API_KEY: '4f1d9c3b7a6e48f2a0d5c1b2e3f40516'
  }
}

resource grant 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: 'portal-reads'
  scope: oai
  properties: {
    principalId: portal.properties.identity.principalId
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '5e0bd9bd-7b93-4f28-af87-19fc36ad61bd')
  }
}
