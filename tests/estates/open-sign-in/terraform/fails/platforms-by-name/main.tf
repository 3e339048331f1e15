# why: every platform that has a name is covered; one that Entra does not recognise is none of them
provider "azuread" {}

resource "azuread_user" "ward" {
  user_principal_name = "ward@clinic.example"
  display_name        = "Ward"
}

resource "azuread_conditional_access_policy" "named" {
  display_name = "named"
  state        = "enabled"
  conditions {
    client_app_types = ["all"]
    applications {
      included_applications = ["All"]
    }
    users {
      included_users = ["All"]
    }
    platforms {
      included_platforms = ["android", "iOS", "windows", "macOS", "linux", "windowsPhone"]
    }
  }
  grant_controls {
    operator          = "AND"
    built_in_controls = ["mfa", "compliantDevice"]
  }
}
