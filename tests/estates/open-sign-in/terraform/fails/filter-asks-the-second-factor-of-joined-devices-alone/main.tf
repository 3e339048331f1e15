# why: every device must be compliant, but the second factor is asked of joined ones: a registered, compliant one needs none
provider "azuread" {}

resource "azuread_user" "ward" {
  user_principal_name = "ward@clinic.example"
  display_name        = "Ward"
}

resource "azuread_conditional_access_policy" "device" {
  display_name = "device"
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
    built_in_controls = ["compliantDevice"]
  }
}

resource "azuread_conditional_access_policy" "mfa" {
  display_name = "mfa"
  state        = "enabled"
  conditions {
    client_app_types = ["all"]
    applications {
      included_applications = ["All"]
    }
    users {
      included_users = ["All"]
    }
    devices {
      filter {
        mode = "include"
        rule = "device.trustType -in [\"AzureAD\", \"ServerAD\"]"
      }
    }
  }
  grant_controls {
    operator          = "OR"
    built_in_controls = ["mfa"]
  }
}
