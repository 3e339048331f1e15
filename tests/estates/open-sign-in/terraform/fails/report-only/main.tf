# why: the policy would catch every sign-in, but enabledForReportingButNotEnforced only writes down what it would have done
# at: azuread_conditional_access_policy.baseline
variable "enforce" {
  type    = bool
  default = false
}

resource "azuread_user" "doctor" {
  user_principal_name = "doctor@klinik.example"
  display_name        = "Doctor"
}

resource "azuread_conditional_access_policy" "baseline" {
  display_name = "CA01"
  state        = var.enforce ? "enabled" : "enabledForReportingButNotEnforced"
  conditions {
    client_app_types = ["all"]
    applications {
      included_applications = ["All"]
    }
    users {
      included_users = ["All"]
    }
  }
  grant_controls {
    operator          = "AND"
    built_in_controls = ["mfa", "compliantDevice"]
  }
}
