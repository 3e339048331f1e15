// why: a confidential size with an encrypted state, a vTPM and secure boot
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
          securityProfile: {
            securityEncryptionType: 'DiskWithVMGuestState'
          }
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
    securityProfile: {
      securityType: 'ConfidentialVM'
      uefiSettings: {
        vTpmEnabled: true
        secureBootEnabled: true
      }
    }
  }
}
