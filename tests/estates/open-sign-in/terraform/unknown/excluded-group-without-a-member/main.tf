# why: the group is made here, but nothing here names a member: whoever is put in by hand passes through the exclusion
# at: azuread_conditional_access_policy.baseline
resource "azuread_group" "exceptions" {
  display_name     = "ca-exceptions"
  security_enabled = true
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
      included_users  = ["All"]
      excluded_groups = [azuread_group.exceptions.object_id]
    }
  }
  grant_controls {
    operator          = "AND"
    built_in_controls = ["mfa", "compliantDevice"]
  }
}
