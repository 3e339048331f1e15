# why: MFA and the device are asked by two policies; all enabled policies that apply must be satisfied, so together they leave nothing
resource "azuread_conditional_access_policy" "this" {
  for_each = {
    mfa    = ["mfa"]
    device = ["compliantDevice", "domainJoinedDevice"]
  }
  display_name = "CA ${each.key}"
  state        = "enabled"
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
    operator          = "OR"
    built_in_controls = each.value
  }
}
