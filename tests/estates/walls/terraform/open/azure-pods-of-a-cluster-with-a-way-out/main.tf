# why: the pods of the cluster sign in as the identity with the cluster's own tokens and read the weights, and the cluster's load balancer lets them send anywhere
# wall: azurerm_storage_account.w internet open 0
provider "azurerm" {
  features {}
  subscription_id = "1b2c3d4e-0000-4000-8000-000000000001"
  tenant_id       = "6a1e0c77-2f0d-4d0e-9b11-7c5a4e3d2b10"
}
resource "azurerm_resource_group" "prod" {
  name     = "rg-prod"
  location = "westeurope"
}
resource "azurerm_resource_group" "dev" {
  name     = "rg-dev"
  location = "westeurope"
}
resource "azurerm_storage_account" "w" {
  name                      = "stklw"
  resource_group_name       = azurerm_resource_group.prod.name
  location                  = "westeurope"
  account_tier              = "Standard"
  account_replication_type  = "ZRS"
  shared_access_key_enabled = false
  tags                      = { data-classification = "weights" }
}
resource "azurerm_user_assigned_identity" "serve" {
  name                = "id-serve"
  resource_group_name = azurerm_resource_group.prod.name
  location            = "westeurope"
}
resource "azurerm_role_assignment" "s" {
  scope                = azurerm_storage_account.w.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azurerm_user_assigned_identity.serve.principal_id
}

resource "azurerm_kubernetes_cluster" "k" {
  name                      = "aks-llm"
  resource_group_name       = azurerm_resource_group.prod.name
  location                  = "westeurope"
  dns_prefix                = "k"
  oidc_issuer_enabled       = true
  workload_identity_enabled = true
  default_node_pool {
    name       = "sys"
    vm_size    = "Standard_NC24ads_A100_v4"
    node_count = 1
  }
  identity { type = "SystemAssigned" }
}
resource "azurerm_federated_identity_credential" "f" {
  name                = "f"
  resource_group_name = azurerm_resource_group.prod.name
  parent_id           = azurerm_user_assigned_identity.serve.id
  issuer              = azurerm_kubernetes_cluster.k.oidc_issuer_url
  subject             = "system:serviceaccount:llm:vllm"
  audience            = ["api://AzureADTokenExchange"]
}
