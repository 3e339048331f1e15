// why: the size could be a confidential machine, but nothing asks for one
// at: Microsoft.Compute/virtualMachines/vm-whisper

resource vmwhisper 'Microsoft.Compute/virtualMachines@2024-03-01' = {
  name: 'vm-whisper'
  location: 'westeurope'
  tags: {
    'data-classification': 'recordings'
  }
  properties: {
    hardwareProfile: {
      vmSize: 'Standard_DC8as_v5'
    }
    osProfile: {
      computerName: 'vm-whisper'
      adminUsername: 'ops'
      linuxConfiguration: {
        disablePasswordAuthentication: true
      }
    }
    storageProfile: {
      imageReference: {
        publisher: 'Canonical'
        offer: 'ubuntu-24_04-lts'
        sku: 'cvm'
        version: 'latest'
      }
      osDisk: {
        createOption: 'FromImage'
        managedDisk: {
          storageAccountType: 'Premium_LRS'
        }
      }
    }
    networkProfile: {
      networkInterfaces: [
        {
          id: resourceId('Microsoft.Network/networkInterfaces', 'nic-serving')
        }
      ]
    }
  }
}
