# why: the policy covers the management plane; a token for Azure Storage is another application's
provider "azuread" {}

resource "azuread_user" "ward" {
  user_principal_name = "ward@clinic.example"
  display_name        = "Ward"
}

resource "azuread_conditional_access_policy" "portal" {
  display_name = "portal"
  state        = "enabled"
  conditions {
    client_app_types = ["all"]
    applications {
      included_applications = ["797f4846-ba00-4fd7-ba43-dac1f8f63013"]
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
