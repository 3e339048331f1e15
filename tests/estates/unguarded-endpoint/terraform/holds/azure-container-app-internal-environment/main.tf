# why: external_enabled only means outside the environment: the environment has an internal load balancer and no public address
# at: azurerm_container_app.vllm
resource "azurerm_virtual_network" "prod" {
  name                = "vnet-prod"
  location            = "westeurope"
  resource_group_name = "rg-llm-prod"
  address_space       = ["10.20.0.0/16"]
}

resource "azurerm_subnet" "apps" {
  name                 = "snet-apps"
  resource_group_name  = "rg-llm-prod"
  virtual_network_name = azurerm_virtual_network.prod.name
  address_prefixes     = ["10.20.2.0/23"]
}

resource "azurerm_container_app_environment" "prod" {
  name                           = "cae-prod"
  location                       = "westeurope"
  resource_group_name            = "rg-llm-prod"
  infrastructure_subnet_id       = azurerm_subnet.apps.id
  internal_load_balancer_enabled = true
}

resource "azurerm_container_app" "vllm" {
  name                         = "ca-vllm"
  resource_group_name          = "rg-llm-prod"
  container_app_environment_id = azurerm_container_app_environment.prod.id
  revision_mode                = "Single"
  template {
    container {
      name   = "vllm"
      image  = "crprod.azurecr.io/vllm-openai:v0.6.3"
      cpu    = 4
      memory = "8Gi"
    }
  }
  ingress {
    external_enabled = true
    target_port      = 8000
    traffic_weight {
      latest_revision = true
      percentage      = 100
    }
  }
}
