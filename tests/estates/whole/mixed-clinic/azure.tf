provider "azurerm" {
  features {}
  subscription_id = "1b2c3d4e-0000-4000-8000-000000000001"
  tenant_id       = "6a1e0c77-2f0d-4d0e-9b11-7c5a4e3d2b10"
}
resource "azurerm_resource_group" "prod" {
  name     = "rg-nvk-prod"
  location = "westeurope"
}
resource "azurerm_resource_group" "dev" {
  name     = "rg-nvk-dev"
  location = "westeurope"
}
resource "azurerm_user_assigned_identity" "dev_agent" {
  name                = "id-agent-dev"
  resource_group_name = azurerm_resource_group.dev.name
  location            = "westeurope"
}
resource "azurerm_user_assigned_identity" "prod_gateway" {
  name                = "id-gateway"
  resource_group_name = azurerm_resource_group.prod.name
  location            = "westeurope"
}
locals { names = { weights = "stnvkweights", transcripts = "stnvktranscripts" } }
resource "azurerm_storage_account" "weights" {
  name                      = "stnvkweights"
  resource_group_name       = azurerm_resource_group.prod.name
  location                  = "westeurope"
  account_tier              = "Standard"
  account_replication_type  = "ZRS"
  shared_access_key_enabled = false
}
resource "azurerm_storage_account" "transcripts" {
  name                      = "stnvktranscripts"
  resource_group_name       = azurerm_resource_group.prod.name
  location                  = "westeurope"
  account_tier              = "Standard"
  account_replication_type  = "ZRS"
  shared_access_key_enabled = false
}
resource "azurerm_storage_account" "records" {
  name                      = "stnvkrecords"
  resource_group_name       = azurerm_resource_group.prod.name
  location                  = "westeurope"
  account_tier              = "Standard"
  account_replication_type  = "ZRS"
  shared_access_key_enabled = false
}
resource "azurerm_storage_account" "recordings" {
  name                      = "stnvkrecordings"
  resource_group_name       = azurerm_resource_group.prod.name
  location                  = "westeurope"
  account_tier              = "Standard"
  account_replication_type  = "ZRS"
  shared_access_key_enabled = false
}
resource "azurerm_storage_account" "training" {
  name                      = "stnvktraining"
  resource_group_name       = azurerm_resource_group.prod.name
  location                  = "westeurope"
  account_tier              = "Standard"
  account_replication_type  = "ZRS"
  shared_access_key_enabled = false
}
# 3 the gateway
resource "azurerm_virtual_network" "edge" {
  name                = "vnet-edge"
  resource_group_name = azurerm_resource_group.prod.name
  location            = "westeurope"
  address_space       = ["10.40.0.0/16"]
}
resource "azurerm_subnet" "edge" {
  name                 = "edge"
  resource_group_name  = azurerm_resource_group.prod.name
  virtual_network_name = azurerm_virtual_network.edge.name
  address_prefixes     = ["10.40.1.0/24"]
}
resource "azurerm_public_ip" "edge" {
  name                = "pip-edge"
  resource_group_name = azurerm_resource_group.prod.name
  location            = "westeurope"
  allocation_method   = "Static"
}
resource "azurerm_network_interface" "edge" {
  name                = "nic-edge"
  resource_group_name = azurerm_resource_group.prod.name
  location            = "westeurope"
  ip_configuration {
    name                          = "a"
    subnet_id                     = azurerm_subnet.edge.id
    private_ip_address_allocation = "Dynamic"
    public_ip_address_id          = azurerm_public_ip.edge.id
  }
}
resource "azurerm_linux_virtual_machine" "gateway" {
  name                  = "vm-gateway"
  resource_group_name   = azurerm_resource_group.prod.name
  location              = "westeurope"
  size                  = "Standard_D4s_v5"
  admin_username        = "ops"
  network_interface_ids = [azurerm_network_interface.edge.id]
  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "Premium_LRS"
  }
  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.prod_gateway.id]
  }
}
# 12 labelling machine and the guest
resource "azurerm_network_interface" "label" {
  name                = "nic-label"
  resource_group_name = azurerm_resource_group.prod.name
  location            = "westeurope"
  ip_configuration {
    name                          = "a"
    subnet_id                     = azurerm_subnet.edge.id
    private_ip_address_allocation = "Dynamic"
  }
}
resource "azurerm_linux_virtual_machine" "label" {
  name                  = "vm-label"
  resource_group_name   = azurerm_resource_group.prod.name
  location              = "westeurope"
  size                  = "Standard_D4s_v5"
  admin_username        = "ops"
  network_interface_ids = [azurerm_network_interface.label.id]
  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "Premium_LRS"
  }
  identity { type = "SystemAssigned" }
}
resource "azuread_invitation" "annotator" {
  user_email_address = "lead@annotators.example"
  redirect_url       = "https://portal.azure.com"
}
resource "azurerm_role_assignment" "annotator" {
  scope                = azurerm_linux_virtual_machine.label.id
  role_definition_name = "Virtual Machine Contributor"
  principal_id         = azuread_invitation.annotator.user_id
}
# 7
resource "azurerm_user_assigned_identity" "pod_reader" {
  name                = "id-pod-reader"
  resource_group_name = azurerm_resource_group.prod.name
  location            = "westeurope"
}
resource "azurerm_federated_identity_credential" "pod_reader" {
  name                = "eks"
  resource_group_name = azurerm_resource_group.prod.name
  parent_id           = azurerm_user_assigned_identity.pod_reader.id
  issuer              = aws_eks_cluster.dev.identity[0].oidc[0].issuer
  subject             = "system:serviceaccount:lab:fetch"
  audience            = ["api://AzureADTokenExchange"]
}
resource "azurerm_role_assignment" "pod_reader" {
  scope                = azurerm_storage_account.weights.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azurerm_user_assigned_identity.pod_reader.principal_id
}
# 8
resource "azurerm_user_assigned_identity" "lab_bridge" {
  name                = "id-lab-bridge"
  resource_group_name = azurerm_resource_group.prod.name
  location            = "westeurope"
}
resource "azurerm_federated_identity_credential" "lab_bridge" {
  name                = "aws-lab"
  resource_group_name = azurerm_resource_group.prod.name
  parent_id           = azurerm_user_assigned_identity.lab_bridge.id
  issuer              = aws_iam_outbound_web_identity_federation.dev.issuer_identifier
  subject             = aws_iam_role.lab.arn
  audience            = ["api://AzureADTokenExchange"]
}
resource "azurerm_role_assignment" "lab_bridge" {
  scope                = azurerm_storage_account.transcripts.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azurerm_user_assigned_identity.lab_bridge.principal_id
}
# 13
resource "azurerm_user_assigned_identity" "partner" {
  name                = "id-partner"
  resource_group_name = azurerm_resource_group.prod.name
  location            = "westeurope"
}
resource "azurerm_federated_identity_credential" "partner" {
  name                = "aws-partner"
  resource_group_name = azurerm_resource_group.prod.name
  parent_id           = azurerm_user_assigned_identity.partner.id
  issuer              = aws_iam_outbound_web_identity_federation.prod.issuer_identifier
  subject             = "arn:aws:iam::410000000001:role/partner-bridge"
  audience            = ["api://AzureADTokenExchange"]
}
resource "azurerm_role_assignment" "partner" {
  scope                = azurerm_storage_account.records.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azurerm_user_assigned_identity.partner.principal_id
}
# mute role
resource "azurerm_user_assigned_identity" "mute" {
  name                = "id-mute"
  resource_group_name = azurerm_resource_group.prod.name
  location            = "westeurope"
}
resource "azurerm_federated_identity_credential" "mute" {
  name                = "aws-mute"
  resource_group_name = azurerm_resource_group.prod.name
  parent_id           = azurerm_user_assigned_identity.mute.id
  issuer              = aws_iam_outbound_web_identity_federation.dev.issuer_identifier
  subject             = aws_iam_role.mute.arn
  audience            = ["api://AzureADTokenExchange"]
}
resource "azurerm_role_assignment" "mute" {
  scope                = azurerm_storage_account.recordings.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azurerm_user_assigned_identity.mute.principal_id
}
# 9 Cognito, our own pool
resource "azurerm_user_assigned_identity" "apps" {
  name                = "id-apps"
  resource_group_name = azurerm_resource_group.prod.name
  location            = "westeurope"
}
resource "azurerm_federated_identity_credential" "apps" {
  name                = "cognito"
  resource_group_name = azurerm_resource_group.prod.name
  parent_id           = azurerm_user_assigned_identity.apps.id
  issuer              = "https://cognito-identity.amazonaws.com"
  subject             = "eu-central-1:11112222-3333-4444-8555-666677778888"
  audience            = [aws_cognito_identity_pool.apps.id]
}
resource "azurerm_role_assignment" "apps" {
  scope                = azurerm_storage_account.training.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azurerm_user_assigned_identity.apps.principal_id
}
