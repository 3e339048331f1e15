# why: the model's identity reads the weights and its host has default outbound access: the deny in one NSG is the only guard toward the internet
# at: azurerm_storage_account.weights
resource "azurerm_storage_account" "weights" {
  name                            = "stweights"
  location                        = "westeurope"
  resource_group_name             = "rg-llm-prod"
  account_tier                    = "Standard"
  account_replication_type        = "ZRS"
  allow_nested_items_to_be_public = false
  shared_access_key_enabled       = false
  public_network_access_enabled   = false
  tags                            = { data-classification = "weights" }
}

resource "azurerm_virtual_network" "prod" {
  name                = "vnet-prod"
  location            = "westeurope"
  resource_group_name = "rg-llm-prod"
  address_space       = ["10.20.0.0/16"]
}

resource "azurerm_subnet" "work" {
  for_each             = { model = "10.20.1.0/24", pe = "10.20.2.0/24" }
  name                 = "snet-${each.key}"
  resource_group_name  = "rg-llm-prod"
  virtual_network_name = azurerm_virtual_network.prod.name
  address_prefixes     = [each.value]
}

resource "azurerm_private_endpoint" "weights" {
  name                = "pe-weights"
  location            = "westeurope"
  resource_group_name = "rg-llm-prod"
  subnet_id           = azurerm_subnet.work["pe"].id
  private_service_connection {
    name                           = "weights"
    private_connection_resource_id = azurerm_storage_account.weights.id
    subresource_names              = ["blob"]
    is_manual_connection           = false
  }
}

resource "azurerm_network_security_group" "model" {
  name                = "nsg-model"
  location            = "westeurope"
  resource_group_name = "rg-llm-prod"
  security_rule {
    name                       = "deny-internet"
    priority                   = 100
    direction                  = "Outbound"
    access                     = "Deny"
    protocol                   = "*"
    source_port_range          = "*"
    destination_port_range     = "*"
    source_address_prefix      = "*"
    destination_address_prefix = "Internet"
  }
}

resource "azurerm_subnet_network_security_group_association" "model" {
  subnet_id                 = azurerm_subnet.work["model"].id
  network_security_group_id = azurerm_network_security_group.model.id
}

resource "azurerm_user_assigned_identity" "model" {
  name                = "id-model"
  location            = "westeurope"
  resource_group_name = "rg-llm-prod"
}

resource "azurerm_role_assignment" "model" {
  scope                = azurerm_storage_account.weights.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azurerm_user_assigned_identity.model.principal_id
}

resource "azurerm_linux_virtual_machine_scale_set" "model" {
  name                = "vmss-model"
  location            = "westeurope"
  resource_group_name = "rg-llm-prod"
  sku                 = "Standard_NC24ads_A100_v4"
  instances           = 1
  admin_username      = "ops"
  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.model.id]
  }
  network_interface {
    name    = "nic"
    primary = true
    ip_configuration {
      name      = "ipconfig"
      primary   = true
      subnet_id = azurerm_subnet.work["model"].id
    }
  }
  os_disk {
    caching              = "ReadOnly"
    storage_account_type = "Premium_LRS"
  }
}
