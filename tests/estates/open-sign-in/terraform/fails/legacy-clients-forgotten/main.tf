# why: the policy is about browsers and modern clients only; Exchange ActiveSync and other legacy clients, which cannot do MFA, are neither asked nor blocked
# at: azuread_conditional_access_policy.baseline
resource "azuread_conditional_access_policy" "baseline" {
  display_name = "CA01"
  state        = "enabled"
  conditions {
    client_app_types = ["browser", "mobileAppsAndDesktopClients"]
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
