resource "azurerm_container_app_environment" "prod" {
  name                = "cae-prod"
  location            = "westeurope"
  resource_group_name = "rg-llm-prod"
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
    external_enabled = true # on the internet, with no firewall before it
    target_port      = 8000
    traffic_weight {
      latest_revision = true
      percentage      = 100
    }
  }
}
