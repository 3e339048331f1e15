# why: the definition of allowed images is assigned and the add-on is on, but with the effect Audit: it reports what runs and stops nothing
# at: azurerm_container_registry.models
resource "azurerm_resource_group" "llm" {
  name     = "rg-llm-prod"
  location = "westeurope"
}

resource "azurerm_container_registry" "models" {
  name                = "crdmmodels"
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

resource "azurerm_resource_group_policy_assignment" "images" {
  name                 = "allowed-images"
  resource_group_id    = azurerm_resource_group.llm.id
  policy_definition_id = "/providers/Microsoft.Authorization/policyDefinitions/febd0533-8e55-448f-b837-bd0e06f16469"
  parameters = jsonencode({
    effect                      = { value = "Audit" }
    allowedContainerImagesRegex = { value = "^crdmmodels\\.azurecr\\.io/.+$" }
  })
}
