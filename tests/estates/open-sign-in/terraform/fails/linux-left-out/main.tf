# why: the device policy names the platforms that Intune manages; a sign-in from Linux, or with a forged user agent, is asked for nothing
# at: azuread_conditional_access_policy.device
resource "azuread_conditional_access_policy" "device" {
  display_name = "CA02"
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
      included_platforms = ["windows", "macOS", "iOS", "android"]
    }
  }
  grant_controls {
    operator          = "AND"
    built_in_controls = ["mfa", "compliantDevice"]
  }
}
