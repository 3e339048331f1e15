
resource strecords 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'strecords'
  location: 'westeurope'
  sku: {
    name: 'Standard_GRS'
  }
  kind: 'StorageV2'
  tags: {
    'data-classification': 'phi'
    env: 'prod'
  }
  properties: {
    allowBlobPublicAccess: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    allowSharedKeyAccess: true
  }
}

resource kvgov 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'kv-gov'
  tags: {
    env: 'prod'
  }
  location: 'westeurope'
  properties: {
    tenantId: '44444444-4444-4444-8444-444444444444'
    sku: {
      family: 'A'
      name: 'standard'
    }
    accessPolicies: [
      {
        tenantId: '44444444-4444-4444-8444-444444444444'
        objectId: iddev.properties.properties.principalId
        permissions: {
          secrets: [
            'Get'
            'List'
          ]
          keys: [
            'Get'
            'UnwrapKey'
          ]
        }
      }
    ]
  }
}

resource iddev 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: 'id-dev'
  tags: {
    env: 'dev'
  }
  location: 'westeurope'
}

resource ci 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials@2023-01-31' = {
  parent: iddev
  name: 'ci'
  properties: {
    audiences: [
      'api://AzureADTokenExchange'
    ]
    issuer: 'https://token.actions.githubusercontent.com'
    subject: 'repo:example/llm:ref:refs/heads/main'
  }
}

resource reads 'Microsoft.Storage/storageAccounts/providers/roleAssignments@2022-04-01' = {
  name: 'strecords/Microsoft.Authorization/reads'
  properties: {
    principalId: iddev.properties.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1')
  }
}

resource person 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: 'person'
  scope: strecords
  properties: {
    principalId: '66666666-6666-4666-8666-666666666666'
    principalType: 'User'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '17d1049b-9a84-46fb-8f53-869881c3d3ab')
  }
}

resource agsoc 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-soc'
  location: 'global'
  properties: {
    groupShortName: 'soc'
    enabled: true
    emailReceivers: [
      {
        name: 'soc'
        emailAddress: 'soc@example.org'
      }
    ]
  }
}

resource egress 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: 'egress'
  location: 'global'
  properties: {
    enabled: true
    severity: 2
    scopes: [
      strecords.id
    ]
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'egress'
          criterionType: 'StaticThresholdCriterion'
          metricNamespace: 'Microsoft.Storage/storageAccounts'
          metricName: 'Egress'
          timeAggregation: 'Total'
          operator: 'GreaterThan'
          threshold: 1000000000
        }
      ]
    }
    actions: [
      {
        actionGroupId: agsoc.id
      }
    ]
  }
}

resource loggov 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: 'log-gov'
  location: 'westeurope'
  properties: {
    retentionInDays: 30
  }
}

resource audit 'Microsoft.Storage/storageAccounts/blobServices/providers/diagnosticSettings@2021-05-01-preview' = {
  name: 'strecords/default/Microsoft.Insights/audit'
  properties: {
    workspaceId: loggov.id
    logs: [
      {
        categoryGroup: 'allLogs'
        enabled: true
      }
    ]
  }
}

resource rsv 'Microsoft.RecoveryServices/vaults@2024-04-01' = {
  name: 'rsv'
  sku: {
    name: 'Standard'
  }
  tags: {
    'data-classification': 'phi'
    env: 'prod'
  }
  location: 'westeurope'
  properties: {}
}

resource vaultstorageconfig 'Microsoft.RecoveryServices/vaults/backupstorageconfig@2024-04-01' = {
  parent: rsv
  name: 'vaultstorageconfig'
  properties: {
    storageModelType: 'LocallyRedundant'
  }
}

resource redissessions 'Microsoft.Cache/redis@2024-03-01' = {
  name: 'redis-sessions'
  tags: {
    'data-classification': 'phi'
    env: 'prod'
  }
  location: 'westeurope'
  properties: {
    sku: {
      name: 'Standard'
      family: 'C'
      capacity: 1
    }
    enableNonSslPort: true
    publicNetworkAccess: 'Enabled'
  }
}

resource sbtele 'Microsoft.ServiceBus/namespaces@2023-01-01-preview' = {
  name: 'sb-tele'
  sku: {
    name: 'Premium'
  }
  tags: {
    'data-classification': 'phi'
    env: 'prod'
  }
  location: 'westeurope'
  properties: {
    disableLocalAuth: true
    publicNetworkAccess: 'Enabled'
    minimumTlsVersion: '1.0'
  }
}

resource default 'Microsoft.ServiceBus/namespaces/networkRuleSets@2023-01-01-preview' = {
  parent: sbtele
  name: 'default'
  properties: {
    defaultAction: 'Deny'
    ipRules: [
      {
        ipMask: '198.51.100.7'
        action: 'Allow'
      }
    ]
  }
}

resource srchnotes 'Microsoft.Search/searchServices@2023-11-01' = {
  name: 'srch-notes'
  sku: {
    name: 'standard'
  }
  tags: {
    'data-classification': 'phi'
    env: 'prod'
  }
  location: 'westeurope'
  properties: {
    publicNetworkAccess: 'enabled'
    disableLocalAuth: false
  }
}
