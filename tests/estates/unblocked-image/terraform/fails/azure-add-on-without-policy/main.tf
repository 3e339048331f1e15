# why: the Azure Policy add-on only carries out what is assigned, and nothing is: the cluster runs any image of the registry
# at: azurerm_container_registry.models
resource "azurerm_resource_group" "llm" {
  name     = "rg-llm-prod"
  location = "westeurope"
}

resource "azurerm_container_registry" "models" {
  name                = "crcmmodels"
  resource_group_name = azurerm_resource_group.llm.name
  location            = azurerm_resource_group.llm.location
  sku                 = "Premium"
}

resource "azurerm_kubernetes_cluster" "serving" {
  name                 = "aks-serving"
  resource_group_name  = azurerm_resource_group.llm.name
  location             = azurerm_resource_group.llm.location
  dns_prefix           = "serving"
  azure_policy_enabled = true
  default_node_pool {
    name       = "system"
    vm_size    = "Standard_D4s_v5"
    node_count = 3
  }
  identity {
    type = "SystemAssigned"
  }
}

resource "azurerm_security_center_subscription_pricing" "containers" {
  tier          = "Standard"
  resource_type = "Containers"
}
