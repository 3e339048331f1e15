# why: the guests of one tenant are left out; whether anybody comes from there no source says
provider "azuread" {}

resource "azuread_user" "ward" {
  user_principal_name = "ward@clinic.example"
  display_name        = "Ward"
}

resource "azuread_conditional_access_policy" "all" {
  display_name = "all"
  state        = "enabled"
  conditions {
    client_app_types = ["all"]
    applications {
      included_applications = ["All"]
    }
    users {
      included_users = ["All"]
      excluded_guests_or_external_users {
        guest_or_external_user_types = ["b2bCollaborationGuest"]
        external_tenants {
          membership_kind = "enumerated"
          members         = ["9c1d2e3f-4a5b-4c6d-8e7f-a0b1c2d3e4f5"]
        }
      }
    }
  }
  grant_controls {
    operator          = "AND"
    built_in_controls = ["mfa", "compliantDevice"]
  }
}
