# why: the machine's name ends in a random suffix, yet `vm-dev-*` fits whatever that will be: a development machine may list the keys of the records
# at: azurerm_role_assignment.contributor
resource "random_id" "suffix" {
  byte_length = 3
}

resource "azurerm_linux_virtual_machine" "build" {
  name                  = "vm-dev-${random_id.suffix.hex}"
  resource_group_name   = "rg-apps"
  location              = "westeurope"
  size                  = "Standard_D2s_v5"
  admin_username        = "build"
  network_interface_ids = []
  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "Premium_LRS"
  }
  identity {
    type = "SystemAssigned"
  }
}

resource "azurerm_storage_account" "records" {
  name                     = "strecords${random_id.suffix.dec}"
  resource_group_name      = "rg-apps"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "LRS"
}

resource "azurerm_role_assignment" "contributor" {
  scope                = azurerm_storage_account.records.id
  role_definition_name = "Contributor"
  principal_id         = azurerm_linux_virtual_machine.build.identity[0].principal_id
}
