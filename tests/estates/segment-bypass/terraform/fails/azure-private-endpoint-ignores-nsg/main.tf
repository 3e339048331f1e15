# why: the NSG denies the development range, but private_endpoint_network_policies is Disabled by default: NSGs and routes of the subnet do not bind private endpoints
# at: azurerm_virtual_network_peering.dev_to_prod
resource "azurerm_virtual_network" "this" {
  for_each            = { dev = "10.60.0.0/16", prod = "10.20.0.0/16" }
  name                = "vnet-${each.key}"
  location            = "westeurope"
  resource_group_name = "rg-net-${each.key}"
  address_space       = [each.value]
  tags                = { env = each.key }
}

resource "azurerm_virtual_network_peering" "dev_to_prod" {
  name                      = "dev-to-prod"
  resource_group_name       = "rg-net-dev"
  virtual_network_name      = azurerm_virtual_network.this["dev"].name
  remote_virtual_network_id = azurerm_virtual_network.this["prod"].id
}

resource "azurerm_virtual_network_peering" "prod_to_dev" {
  name                      = "prod-to-dev"
  resource_group_name       = "rg-net-prod"
  virtual_network_name      = azurerm_virtual_network.this["prod"].name
  remote_virtual_network_id = azurerm_virtual_network.this["dev"].id
}

resource "azurerm_subnet" "agents" {
  name                 = "snet-agents"
  resource_group_name  = "rg-net-dev"
  virtual_network_name = azurerm_virtual_network.this["dev"].name
  address_prefixes     = ["10.60.1.0/24"]
}

resource "azurerm_subnet" "endpoints" {
  name                 = "snet-endpoints"
  resource_group_name  = "rg-net-prod"
  virtual_network_name = azurerm_virtual_network.this["prod"].name
  address_prefixes     = ["10.20.5.0/24"]
}

resource "azurerm_network_security_group" "endpoints" {
  name                = "nsg-endpoints"
  location            = "westeurope"
  resource_group_name = "rg-net-prod"
  security_rule {
    name                       = "deny-dev"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Deny"
    protocol                   = "*"
    source_port_range          = "*"
    destination_port_range     = "*"
    source_address_prefix      = "10.60.0.0/16"
    destination_address_prefix = "*"
  }
}

resource "azurerm_subnet_network_security_group_association" "endpoints" {
  subnet_id                 = azurerm_subnet.endpoints.id
  network_security_group_id = azurerm_network_security_group.endpoints.id
}

resource "azurerm_storage_account" "weights" {
  name                          = "stweightsprod"
  location                      = "westeurope"
  resource_group_name           = "rg-net-prod"
  account_tier                  = "Standard"
  account_replication_type      = "ZRS"
  public_network_access_enabled = false
  tags                          = { env = "prod", data-classification = "weights" }
}

resource "azurerm_private_endpoint" "weights" {
  name                = "pe-weights"
  location            = "westeurope"
  resource_group_name = "rg-net-prod"
  subnet_id           = azurerm_subnet.endpoints.id
  private_service_connection {
    name                           = "weights"
    private_connection_resource_id = azurerm_storage_account.weights.id
    subresource_names              = ["blob"]
    is_manual_connection           = false
  }
}
