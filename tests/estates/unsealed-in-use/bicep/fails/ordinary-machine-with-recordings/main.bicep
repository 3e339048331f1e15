// why: the machine that transcribes recordings is of a size without an enclave
// at: Microsoft.Compute/virtualMachines/vm-whisper

resource vmwhisper 'Microsoft.Compute/virtualMachines@2024-03-01' = {
  name: 'vm-whisper'
  location: 'westeurope'
  tags: {
    'data-classification': 'recordings'
  }
  properties: {
    hardwareProfile: {
      vmSize: 'Standard_D8s_v5'
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
