# why: the production identity trusts tokens of the development cluster: a pod there with that service account signs in as it
# at: azurerm_kubernetes_cluster.dev
provider "azurerm" {
  features {}
  subscription_id = "0d3e1f52-6a41-4a0e-9a55-6b1c7d2e8f01"
}

resource "azurerm_resource_group" "prod" {
  name     = "rg-hko-prod"
  location = "germanywestcentral"
  tags     = { env = "prod" }
}

resource "azurerm_storage_account" "weights" {
  name                     = "sthkoweights"
  resource_group_name      = azurerm_resource_group.prod.name
  location                 = azurerm_resource_group.prod.location
  account_tier             = "Standard"
  account_replication_type = "ZRS"
  shared_access_key_enabled = false
  tags                     = { data-classification = "weights", env = "prod" }
}

resource "azurerm_kubernetes_cluster" "dev" {
  name                      = "aks-hko-dev"
  resource_group_name       = "rg-hko-dev"
  location                  = "germanywestcentral"
  dns_prefix                = "hko-dev"
  oidc_issuer_enabled       = true
  workload_identity_enabled = true
  default_node_pool {
    name       = "system"
    vm_size    = "Standard_D4s_v5"
    node_count = 2
  }
  identity {
    type = "SystemAssigned"
  }
}

resource "azurerm_user_assigned_identity" "serving" {
  name                = "id-serving-prod"
  resource_group_name = azurerm_resource_group.prod.name
  location            = azurerm_resource_group.prod.location
}

resource "azurerm_federated_identity_credential" "serving" {
  name                = "serving"
  resource_group_name = azurerm_resource_group.prod.name
  parent_id           = azurerm_user_assigned_identity.serving.id
  issuer              = azurerm_kubernetes_cluster.dev.oidc_issuer_url
  subject             = "system:serviceaccount:llm:serving"
  audience            = ["api://AzureADTokenExchange"]
}

resource "azurerm_role_assignment" "serving" {
  scope                = azurerm_storage_account.weights.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azurerm_user_assigned_identity.serving.principal_id
}
