# why: each policy leaves out a place that the other covers, and no address is in both
provider "azuread" {}

resource "azuread_user" "ward" {
  user_principal_name = "ward@clinic.example"
  display_name        = "Ward"
}

resource "azuread_named_location" "hospital" {
  display_name = "hospital"
  ip {
    ip_ranges = ["198.51.100.0/24"]
    trusted   = false
  }
}

resource "azuread_named_location" "lab" {
  display_name = "lab"
  ip {
    ip_ranges = ["203.0.113.0/24"]
    trusted   = false
  }
}

resource "azuread_conditional_access_policy" "a" {
  display_name = "a"
  state        = "enabled"
  conditions {
    client_app_types = ["all"]
    applications {
      included_applications = ["All"]
    }
    users {
      included_users = ["All"]
    }
    locations {
      included_locations = ["All"]
      excluded_locations = [azuread_named_location.hospital.id]
    }
  }
  grant_controls {
    operator          = "AND"
    built_in_controls = ["mfa", "compliantDevice"]
  }
}

resource "azuread_conditional_access_policy" "b" {
  display_name = "b"
  state        = "enabled"
  conditions {
    client_app_types = ["all"]
    applications {
      included_applications = ["All"]
    }
    users {
      included_users = ["All"]
    }
    locations {
      included_locations = ["All"]
      excluded_locations = [azuread_named_location.lab.id]
    }
  }
  grant_controls {
    operator          = "AND"
    built_in_controls = ["mfa", "compliantDevice"]
  }
}
