# why: local accounts are off, but commands may still be run in the cluster through the management plane
# at: azurerm_role_assignment.dev
provider "azurerm" {
  features {}
}

resource "azurerm_storage_account" "records" {
  name                     = "stprodrecords"
  resource_group_name      = "rg-prod"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "ZRS"
  shared_access_key_enabled = false
  tags = { env = "prod", data-classification = "phi" }
}

resource "azurerm_user_assigned_identity" "reader" {
  name                = "id-reader"
  resource_group_name = "rg-identities"
  location            = "westeurope"
  tags                = { env = "prod" }
}

resource "azurerm_role_assignment" "reader" {
  scope                = azurerm_storage_account.records.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azurerm_user_assigned_identity.reader.principal_id
}

resource "azurerm_kubernetes_cluster" "ward" {
  name                = "aks-ward"
  resource_group_name = "rg-prod"
  location            = "westeurope"
  dns_prefix          = "ward"
  local_account_disabled = true
  tags                = { env = "prod" }
  default_node_pool {
    name       = "system"
    node_count = 3
    vm_size    = "Standard_D4s_v5"
  }
  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.reader.id]
  }
}

resource "azurerm_user_assigned_identity" "dev" {
  name                = "id-dev"
  resource_group_name = "rg-dev"
  location            = "westeurope"
  tags                = { env = "dev" }
}

resource "azurerm_role_definition" "narrow" {
  name  = "narrow"
  scope = "/subscriptions/00000000-0000-0000-0000-000000000000"
  permissions {
    actions      = ["Microsoft.ContainerService/managedClusters/runcommand/action"]
    data_actions = []
  }
}

resource "azurerm_role_assignment" "dev" {
  scope              = azurerm_kubernetes_cluster.ward.id
  role_definition_id = azurerm_role_definition.narrow.role_definition_resource_id
  principal_id       = azurerm_user_assigned_identity.dev.principal_id
}
