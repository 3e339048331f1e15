# why: how often one signs in is limited, but neither a device nor a second factor is asked for
provider "azuread" {}

resource "azuread_user" "ward" {
  user_principal_name = "ward@clinic.example"
  display_name        = "Ward"
}

resource "azuread_conditional_access_policy" "hourly" {
  display_name = "hourly"
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
  session_controls {
    sign_in_frequency        = 1
    sign_in_frequency_period = "hours"
  }
}
