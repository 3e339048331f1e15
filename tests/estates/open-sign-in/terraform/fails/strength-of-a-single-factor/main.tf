# why: the strength is a custom one, and a text message alone fulfils it
provider "azuread" {}

resource "azuread_user" "ward" {
  user_principal_name = "ward@clinic.example"
  display_name        = "Ward"
}

resource "azuread_authentication_strength_policy" "weak" {
  display_name         = "weak"
  allowed_combinations = ["sms", "fido2"]
}

resource "azuread_conditional_access_policy" "weak" {
  display_name = "weak"
  state        = "enabled"
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
    operator                          = "AND"
    built_in_controls                 = ["compliantDevice"]
    authentication_strength_policy_id = azuread_authentication_strength_policy.weak.id
  }
}
