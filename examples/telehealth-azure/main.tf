terraform {
  required_version = ">= 1.7"
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.50"
    }
    azuread = {
      source  = "hashicorp/azuread"
      version = "~> 3.0"
    }
  }
}

provider "azurerm" {
  subscription_id = "22222222-2222-4222-8222-222222222222"
  features {}
}

provider "azuread" {
  tenant_id = "11111111-1111-4111-8111-111111111111"
}

variable "location" { default = "westeurope" }
variable "admin_ssh_key" { type = string }

locals {
  prod = { environment = "prod" }
  dev  = { environment = "dev" }
}

resource "azurerm_resource_group" "prod" {
  name     = "rg-tele-prod"
  location = var.location
  tags     = local.prod
}

resource "azurerm_resource_group" "dev" {
  name     = "rg-tele-dev"
  location = var.location
  tags     = local.dev
}

# ---- model weights: a container is public and the account permits it ---------------
module "weights" {
  source     = "./modules/store"
  name       = "stteleweights"
  group      = azurerm_resource_group.prod.name
  location   = var.location
  tags       = merge(local.prod, { data-classification = "weights" })
  containers = { base = "blob", tuned = "private" }
  settings   = { nested_public = true, shared_keys = true }
}

# ---- recordings: the container says public, the account forbids it -------------------
module "recordings" {
  source     = "./modules/store"
  name       = "sttelerecordings"
  group      = azurerm_resource_group.prod.name
  location   = var.location
  tags       = merge(local.prod, { data-classification = "recordings" })
  containers = { sessions = "blob" }
  settings   = { replication = "RAGRS" }
}

# ---- language model as a service ------------------------------------------------------
resource "azurerm_cognitive_account" "assistant" {
  name                  = "oai-tele"
  resource_group_name   = azurerm_resource_group.prod.name
  location              = var.location
  kind                  = "OpenAI"
  sku_name              = "S0"
  custom_subdomain_name = "oai-tele"
  tags                  = merge(local.prod, { data-classification = "prompts" })
}

resource "azurerm_cognitive_deployment" "assistant" {
  name                 = "assistant"
  cognitive_account_id = azurerm_cognitive_account.assistant.id

  model {
    format  = "OpenAI"
    name    = "gpt-4o"
    version = "2024-11-20"
  }

  sku {
    name = "GlobalStandard"
  }
}

# ---- a vault shared with development -----------------------------------------------------
resource "azurerm_key_vault" "prod" {
  name                       = "kv-tele-prod"
  resource_group_name        = azurerm_resource_group.prod.name
  location                   = var.location
  tenant_id                  = "11111111-1111-4111-8111-111111111111"
  sku_name                   = "premium"
  rbac_authorization_enabled = true
  tags                       = local.prod
}

resource "azurerm_user_assigned_identity" "dev_agent" {
  name                = "id-dev-agent"
  resource_group_name = azurerm_resource_group.dev.name
  location            = var.location
  tags                = local.dev
}

data "azurerm_subscription" "current" {}

resource "azurerm_role_assignment" "dev_agent" {
  scope                = data.azurerm_subscription.current.id
  role_definition_name = "Key Vault Secrets User"
  principal_id         = azurerm_user_assigned_identity.dev_agent.principal_id
}

# ---- people -------------------------------------------------------------------------------
resource "azuread_invitation" "consultant" {
  user_email_address = "consultant@partner.example"
  redirect_url       = "https://portal.azure.com"
}

resource "azurerm_role_assignment" "consultant" {
  scope                = azurerm_resource_group.prod.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azuread_invitation.consultant.user_id
}

resource "azuread_conditional_access_policy" "everyone" {
  display_name = "Everyone: MFA and compliant device"
  state        = "enabledForReportingButNotEnforced"

  conditions {
    client_app_types = ["all"]
    applications {
      included_applications = ["All"]
    }
    users {
      included_users = ["All"]
    }
  }

  grant_controls {
    operator          = "AND"
    built_in_controls = ["mfa", "compliantDevice"]
  }
}
