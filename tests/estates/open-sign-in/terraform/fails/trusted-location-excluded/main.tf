# why: the policy leaves out a named location that anybody on its guest network comes from, and nothing else asks for a device or MFA there
# at: azuread_conditional_access_policy.baseline
resource "azuread_named_location" "campus" {
  display_name = "campus"
  ip {
    ip_ranges = ["203.0.113.0/24"]
    trusted   = true
  }
}

resource "azuread_conditional_access_policy" "baseline" {
  display_name = "CA01"
  state        = "enabled"
  conditions {
    client_app_types = ["all"]
    applications {
      included_applications = ["All"]
    }
    users {
      included_users = ["All"]
    }
    locations {
      included_locations = ["All"]
      excluded_locations = ["AllTrusted"]
    }
  }
  grant_controls {
    operator          = "AND"
    built_in_controls = ["mfa", "compliantDevice"]
  }
}
