# why: the only account that is excluded is the break-glass account that the charter names
# at: azuread_conditional_access_policy.baseline
resource "azuread_user" "break_glass" {
  user_principal_name = "notfall@klinik.example"
  display_name        = "Notfall"
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
      excluded_users = [azuread_user.break_glass.object_id]
    }
  }
  grant_controls {
    operator          = "AND"
    built_in_controls = ["mfa", "compliantDevice"]
  }
}
