using 'main.bicep'

var stage = 'trial'

param name = 'st${stage}'
param open = bool(readEnvironmentVariable('OPEN', 'true'))
