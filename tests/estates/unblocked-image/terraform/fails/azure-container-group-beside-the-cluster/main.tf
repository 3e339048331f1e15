# why: the cluster denies images that are not allowed, but a container group pulls from the same registry, and no policy of the cluster stands before it
# at: azurerm_container_registry.models
resource "azurerm_resource_group" "llm" {
  name     = "rg-llm-prod"
  location = "westeurope"
}

resource "azurerm_container_registry" "models" {
  name                = "cremmodels"
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
    effect                      = { value = "Deny" }
    allowedContainerImagesRegex = { value = "^cremmodels\\.azurecr\\.io/.+$" }
  })
}

resource "azurerm_container_group" "transcriber" {
  name                = "aci-transcriber"
  resource_group_name = azurerm_resource_group.llm.name
  location            = azurerm_resource_group.llm.location
  os_type             = "Linux"
  ip_address_type     = "None"
  container {
    name   = "whisper"
    image  = "${azurerm_container_registry.models.login_server}/whisper:1.4"
    cpu    = 4
    memory = 16
  }
}
