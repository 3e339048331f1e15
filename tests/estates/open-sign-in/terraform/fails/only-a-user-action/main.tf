# why: the policy is about registering security information, not about any application
provider "azuread" {}

resource "azuread_user" "ward" {
  user_principal_name = "ward@clinic.example"
  display_name        = "Ward"
}

resource "azuread_conditional_access_policy" "register" {
  display_name = "register"
  state        = "enabled"
  conditions {
    client_app_types = ["all"]
    applications {
      included_user_actions = ["urn:user:registersecurityinfo"]
    }
    users {
      included_users = ["All"]
    }
  }
  grant_controls {
    operator          = "OR"
    built_in_controls = ["block"]
  }
}
