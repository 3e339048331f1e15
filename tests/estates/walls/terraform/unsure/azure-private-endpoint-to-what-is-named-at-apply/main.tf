# why: the machine reads the weights if the private endpoint beside it leads to their account, which only apply tells
# wall: azurerm_storage_account.weights internet unknown
data "external" "names" {
  program = ["./names"]
}

resource "azurerm_storage_account" "weights" {
  name                            = "stweights"
  resource_group_name             = "rg-prod"
  location                        = "westeurope"
  account_tier                    = "Standard"
  account_replication_type        = "ZRS"
  public_network_access_enabled   = false
  shared_access_key_enabled       = false
  allow_nested_items_to_be_public = false
  tags                            = { data-classification = "weights", environment = "prod" }
}
resource "azurerm_virtual_network" "prod" {
  name = "vnet-prod"
  location = "westeurope"
  resource_group_name = "rg-prod"
  address_space = ["10.1.0.0/16"]
  tags = { environment = "prod" }
}
resource "azurerm_subnet" "llm" {
  name = "llm"
  resource_group_name = "rg-prod"
  virtual_network_name = azurerm_virtual_network.prod.name
  address_prefixes = ["10.1.1.0/24"]
  default_outbound_access_enabled = true
}
resource "azurerm_network_interface" "llm" {
  name = "nic"
  location = "westeurope"
  resource_group_name = "rg-prod"
  ip_configuration {
    name = "x"
    subnet_id = azurerm_subnet.llm.id
    private_ip_address_allocation = "Dynamic"
  }
}
resource "azurerm_linux_virtual_machine" "llm" {
  name = "vm-llm"
  location = "westeurope"
  resource_group_name = "rg-prod"
  size = "Standard_NC24ads_A100_v4"
  admin_username = "x"
  network_interface_ids = [azurerm_network_interface.llm.id]
  tags = { environment = "prod", role="inference" }
  identity {
    type = "SystemAssigned"
  }
  os_disk {
   caching="None"
   storage_account_type = "Premium_LRS"
  }
}

resource "azurerm_private_endpoint" "door" {
  name                = "pe"
  location            = "westeurope"
  resource_group_name = "rg-prod"
  subnet_id           = azurerm_subnet.llm.id

  private_service_connection {
    name                           = "pe"
    private_connection_resource_id = data.external.names.result.id
    is_manual_connection           = false
    subresource_names              = ["blob"]
  }
}

resource "azurerm_role_assignment" "llm" {
  scope                = azurerm_storage_account.weights.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azurerm_linux_virtual_machine.llm.identity[0].principal_id
}
