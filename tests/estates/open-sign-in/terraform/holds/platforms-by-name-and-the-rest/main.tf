# why: the platforms with names are asked for everything, and whatever is none of them is blocked
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

resource "azuread_conditional_access_policy" "rest" {
  display_name = "rest"
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
      included_platforms = ["all"]
      excluded_platforms = ["android", "iOS", "windows", "macOS", "linux", "windowsPhone"]
    }
  }
  grant_controls {
    operator          = "OR"
    built_in_controls = ["block"]
  }
}
