# why: the forced route leads to a firewall, but its application rule lets `*.blob.core.windows.net` out: anybody's storage account
# at: azurerm_container_group.tgi
resource "azurerm_virtual_network" "prod" {
  name                = "vnet-prod"
  location            = "westeurope"
  resource_group_name = "rg-prod"
  address_space       = ["10.40.0.0/16"]
}

resource "azurerm_subnet" "this" {
  for_each             = { AzureFirewallSubnet = "10.40.0.0/26", snet-tgi = "10.40.2.0/24" }
  name                 = each.key
  resource_group_name  = "rg-prod"
  virtual_network_name = azurerm_virtual_network.prod.name
  address_prefixes     = [each.value]
}

resource "azurerm_public_ip" "fw" {
  name                = "pip-fw"
  location            = "westeurope"
  resource_group_name = "rg-prod"
  allocation_method   = "Static"
  sku                 = "Standard"
}

resource "azurerm_firewall_policy" "egress" {
  name                = "fwp-egress"
  location            = "westeurope"
  resource_group_name = "rg-prod"
}

resource "azurerm_firewall_policy_rule_collection_group" "egress" {
  name               = "egress"
  firewall_policy_id = azurerm_firewall_policy.egress.id
  priority           = 300
  application_rule_collection {
    name     = "models"
    priority = 100
    action   = "Allow"
    rule {
      name              = "weights"
      source_addresses  = azurerm_subnet.this["snet-tgi"].address_prefixes
      destination_fqdns = ["*.blob.core.windows.net"]
      protocols {
        type = "Https"
        port = 443
      }
    }
  }
}

resource "azurerm_firewall" "hub" {
  name                = "fw-prod"
  location            = "westeurope"
  resource_group_name = "rg-prod"
  sku_name            = "AZFW_VNet"
  sku_tier            = "Premium"
  firewall_policy_id  = azurerm_firewall_policy.egress.id
  ip_configuration {
    name                 = "ipconfig"
    subnet_id            = azurerm_subnet.this["AzureFirewallSubnet"].id
    public_ip_address_id = azurerm_public_ip.fw.id
  }
}

resource "azurerm_route_table" "forced" {
  name                = "rt-forced"
  location            = "westeurope"
  resource_group_name = "rg-prod"
  route {
    name                   = "default"
    address_prefix         = "0.0.0.0/0"
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = azurerm_firewall.hub.ip_configuration[0].private_ip_address
  }
}

resource "azurerm_subnet_route_table_association" "tgi" {
  subnet_id      = azurerm_subnet.this["snet-tgi"].id
  route_table_id = azurerm_route_table.forced.id
}

resource "azurerm_container_group" "tgi" {
  name                = "aci-tgi"
  location            = "westeurope"
  resource_group_name = "rg-prod"
  os_type             = "Linux"
  ip_address_type     = "Private"
  subnet_ids          = [azurerm_subnet.this["snet-tgi"].id]
  container {
    name   = "tgi"
    image  = "crprod.azurecr.io/text-generation-inference:2.4"
    cpu    = 8
    memory = 64
    ports {
      port = 8080
    }
  }
}
