# why: the baseline asks everybody for MFA and a compliant device but excludes a group, and that group has a member whom no other enabled policy catches
# at: azuread_conditional_access_policy.baseline
resource "azuread_invitation" "vendor" {
  user_email_address = "support@vendor.example"
  redirect_url       = "https://portal.azure.com"
}

resource "azuread_group" "exceptions" {
  display_name     = "ca-exceptions"
  security_enabled = true
}

resource "azuread_group_member" "vendor" {
  group_object_id  = azuread_group.exceptions.object_id
  member_object_id = azuread_invitation.vendor.user_id
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
