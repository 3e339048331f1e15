param name string

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: name
  location: 'westeurope'
  tags: {
    env: 'dev'
  }
}
output principal string = identity.properties.principalId
