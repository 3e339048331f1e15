using 'main.bicep'

param open = true
