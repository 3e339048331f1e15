// why: the account takes its place from the group that the same deployment makes, in Germany
// at: Microsoft.Storage/storageAccounts/strecords

targetScope = 'subscription'

resource rgrecords 'Microsoft.Resources/resourceGroups@2022-09-01' = {
  name: 'rg-records'
  location: 'germanywestcentral'
}

module stores 'modules/stores.bicep' = {
  name: 'stores'
  scope: rgrecords
}
