# why: members are asked for both, guests are excluded and their own policy asks for MFA alone: their device is anybody's
locals {
  guest_types = ["b2bCollaborationGuest", "b2bCollaborationMember", "b2bDirectConnectUser", "internalGuest", "otherExternalUser", "serviceProvider"]
}

resource "azuread_conditional_access_policy" "members" {
  display_name = "CA01 members"
  state        = "enabled"
  conditions {
    client_app_types = ["all"]
    applications {
      included_applications = ["All"]
    }
    users {
      included_users = ["All"]
      excluded_guests_or_external_users {
        guest_or_external_user_types = local.guest_types
      }
    }
  }
  grant_controls {
    operator          = "AND"
    built_in_controls = ["mfa", "compliantDevice"]
  }
}

resource "azuread_conditional_access_policy" "guests" {
  display_name = "CA02 guests"
  state        = "enabled"
  conditions {
    client_app_types = ["all"]
    applications {
      included_applications = ["All"]
    }
    users {
      included_guests_or_external_users {
        guest_or_external_user_types = local.guest_types
      }
    }
  }
  grant_controls {
    operator          = "OR"
    built_in_controls = ["mfa"]
  }
}
