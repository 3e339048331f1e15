resource "azurerm_virtual_network" "prod" {
  name                = "vnet-prod"
  location            = "westeurope"
  resource_group_name = "rg-llm-prod"
  address_space       = ["10.20.0.0/16"]
}

resource "azurerm_subnet" "model" {
  name                 = "snet-model" # no NSG, default outbound access left on
  resource_group_name  = "rg-llm-prod"
  virtual_network_name = azurerm_virtual_network.prod.name
  address_prefixes     = ["10.20.1.0/24"]
}

resource "azurerm_container_group" "vllm" {
  name                = "aci-vllm"
  location            = "westeurope"
  resource_group_name = "rg-llm-prod"
  os_type             = "Linux"
  ip_address_type     = "Private"
  subnet_ids          = [azurerm_subnet.model.id]
  container {
    name   = "vllm"
    image  = "crprod.azurecr.io/vllm-openai:v0.6.3"
    cpu    = 8
    memory = 64
  }
}
