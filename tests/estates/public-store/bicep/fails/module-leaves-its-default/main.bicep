// why: the caller does not close the switch that the module leaves open by default
// at: Microsoft.Storage/storageAccounts/blobServices/containers/stweights/default/models

module store 'modules/store.bicep' = {
  params: {
    name: 'stweights'
  }
}
