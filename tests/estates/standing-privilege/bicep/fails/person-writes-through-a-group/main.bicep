// why: a person is in the group that may write and delete for good

extension microsoftGraphV1

resource guest 'Microsoft.Graph/users@v1.0' existing = {
  userPrincipalName: 'm.berger_consulting.example#EXT#@klinik.onmicrosoft.com'
}

resource nurse 'Microsoft.Graph/users@v1.0' existing = {
  userPrincipalName: 'a.weber@klinik.example'
}

resource readers 'Microsoft.Graph/groups@v1.0' = {
  uniqueName: 'record-readers'
  displayName: 'Record readers'
  mailEnabled: false
  mailNickname: 'record-readers'
  securityEnabled: true
  members: {
    relationships: [nurse.id]
    relationshipSemantics: 'replace'
  }
}

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'stprodrecords'
  location: 'westeurope'
  sku: {
    name: 'Standard_ZRS'
  }
  kind: 'StorageV2'
  tags: {
    'data-classification': 'weights'
    env: 'prod'
  }
  properties: {
    minimumTlsVersion: 'TLS1_2'
    allowSharedKeyAccess: false
  }
}

resource grant 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, readers.uniqueName)
  scope: account
  properties: {
    principalId: readers.id
    principalType: 'Group'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b')
  }
}
