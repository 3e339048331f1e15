# why: the policy leaves out trusted locations; none is declared, and whether the tenant has any (a portal-made one, the MFA trusted addresses) is told nowhere
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
      excluded_locations = ["AllTrusted"]
    }
  }
  grant_controls {
    operator          = "AND"
    built_in_controls = ["mfa", "compliantDevice"]
  }
}
