# why: the excluded group is only looked up: whether anybody is in it is not known
# at: azuread_conditional_access_policy.baseline
data "azuread_group" "exceptions" {
  display_name = "ca-exceptions"
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
      excluded_groups = [data.azuread_group.exceptions.object_id]
    }
  }
  grant_controls {
    operator          = "AND"
    built_in_controls = ["mfa", "compliantDevice"]
  }
}
