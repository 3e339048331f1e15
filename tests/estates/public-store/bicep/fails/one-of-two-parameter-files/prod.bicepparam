using 'main.bicep'

param name = 'stprod'
