resource "azurerm_user_assigned_identity" "dev_agent" {
  provider            = azurerm.dev
  name                = "id-dev-agent"
  resource_group_name = azurerm_resource_group.dev.name
  location            = "westeurope"
}
resource "azurerm_user_assigned_identity" "serving" {
  name                = "id-serving"
  resource_group_name = azurerm_resource_group.prod["ml"].name
  location            = "westeurope"
}
resource "azurerm_role_assignment" "serving_weights" {
  scope                = azurerm_storage_account.s["weights"].id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azurerm_user_assigned_identity.serving.principal_id
}
# an analyst's group: reader of training, assigned at the root group, with a condition that names one container
resource "azuread_group" "analysts" {
  display_name     = "sg-analysts"
  security_enabled = true
}
resource "azuread_user" "anna" {
  user_principal_name = "anna@fernvisite.example"
  display_name        = "Anna"
}
resource "azuread_group_member" "anna" {
  group_object_id  = azuread_group.analysts.object_id
  member_object_id = azuread_user.anna.object_id
}
resource "azurerm_role_assignment" "analysts" {
  scope                = azurerm_storage_account.s["training"].id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azuread_group.analysts.object_id
}
# a guest in a group that may reach the recordings once activated
resource "azuread_invitation" "auditor" {
  user_email_address = "auditor@pruefer.example"
  redirect_url       = "https://portal.azure.com"
}
resource "azuread_group" "auditors" {
  display_name       = "sg-auditors"
  security_enabled   = true
  assignable_to_role = true
}
resource "azuread_privileged_access_group_eligibility_schedule" "auditor" {
  group_id             = azuread_group.auditors.object_id
  principal_id         = azuread_invitation.auditor.user_id
  assignment_type      = "member"
  permanent_assignment = true
}
resource "azurerm_role_assignment" "auditors" {
  scope                = azurerm_storage_account.s["transcripts"].id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azuread_group.auditors.object_id
}
# Contributor for platform people: eligible at prod, active at dev
resource "azuread_group" "platform" {
  display_name     = "sg-platform"
  security_enabled = true
}
resource "azuread_group_member" "platform_anna" {
  group_object_id  = azuread_group.platform.object_id
  member_object_id = azuread_user.anna.object_id
}
resource "azurerm_pim_eligible_role_assignment" "platform" {
  scope              = azurerm_management_group.prod.id
  role_definition_id = "/providers/Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c"
  principal_id       = azuread_group.platform.object_id
}
# dev agent: Reader at the root group — control plane only
resource "azurerm_role_assignment" "dev_reader" {
  scope                = azurerm_management_group.root.id
  role_definition_name = "Reader"
  principal_id         = azurerm_user_assigned_identity.dev_agent.principal_id
}
# and a custom role with listKeys on the data group
resource "azurerm_role_definition" "inventory" {
  name  = "Inventory"
  scope = azurerm_management_group.root.id
  permissions {
    actions     = ["Microsoft.Storage/storageAccounts/*/action"]
    not_actions = ["Microsoft.Storage/storageAccounts/regenerateKey/action"]
  }
}
resource "azurerm_role_assignment" "inventory" {
  scope              = azurerm_resource_group.prod["data"].id
  role_definition_id = azurerm_role_definition.inventory.role_definition_resource_id
  principal_id       = azurerm_user_assigned_identity.dev_agent.principal_id
}
# Lighthouse: the managed service provider is Contributor of the ML group
resource "azurerm_lighthouse_definition" "msp" {
  name               = "msp"
  managing_tenant_id = "cccccccc-0000-4000-8000-000000000009"
  scope              = "/subscriptions/aaaaaaaa-0000-4000-8000-000000000001"
  authorization {
    principal_id       = "dddddddd-0000-4000-8000-000000000009"
    role_definition_id = "b24988ac-6180-42a0-ab88-20f7382dd24c"
  }
}
resource "azurerm_lighthouse_assignment" "msp" {
  scope                    = azurerm_resource_group.prod["ml"].id
  lighthouse_definition_id = azurerm_lighthouse_definition.msp.id
}
# ---- AKS serves the model with workload identity
resource "azurerm_federated_identity_credential" "serving" {
  name                = "serving"
  resource_group_name = azurerm_resource_group.prod["ml"].name
  parent_id           = azurerm_user_assigned_identity.serving.id
  issuer              = azurerm_kubernetes_cluster.llm.oidc_issuer_url
  subject             = "system:serviceaccount:llm:vllm"
  audience            = ["api://AzureADTokenExchange"]
}
# ---- Conditional Access: device and MFA for all, break glass out
resource "azuread_conditional_access_policy" "managed" {
  display_name = "managed devices"
  state        = "enabled"
  conditions {
    client_app_types = ["all"]
    applications { included_applications = ["All"] }
    users {
      included_users = ["All"]
      excluded_users = ["bg1@fernvisite.example"]
    }
  }
  grant_controls {
    operator          = "AND"
    built_in_controls = ["compliantDevice", "mfa"]
  }
}
