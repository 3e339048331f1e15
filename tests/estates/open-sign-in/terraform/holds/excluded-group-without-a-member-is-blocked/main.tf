# why: nobody here names a member of the excluded group, but whoever is in it is blocked by a second enabled policy
resource "azuread_group" "service" {
  display_name     = "ca-service-accounts"
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
      excluded_groups = [azuread_group.service.object_id]
    }
  }
  grant_controls {
    operator          = "AND"
    built_in_controls = ["mfa", "compliantDevice"]
  }
}

resource "azuread_conditional_access_policy" "service" {
  display_name = "CA09"
  state        = "enabled"
  conditions {
    client_app_types = ["all"]
    applications {
      included_applications = ["All"]
    }
    users {
      included_groups = [azuread_group.service.object_id]
    }
  }
  grant_controls {
    operator          = "OR"
    built_in_controls = ["block"]
  }
}
