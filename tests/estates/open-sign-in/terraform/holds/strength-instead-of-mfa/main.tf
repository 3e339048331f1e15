# why: a phishing-resistant authentication strength is MFA, and a policy for legacy clients blocks what cannot satisfy it
resource "azuread_authentication_strength_policy" "strong" {
  display_name         = "phishing-resistant"
  allowed_combinations = ["fido2", "windowsHelloForBusiness", "x509CertificateMultiFactor"]
}

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
    operator                          = "AND"
    built_in_controls                 = ["compliantDevice"]
    authentication_strength_policy_id = azuread_authentication_strength_policy.strong.id
  }
}

resource "azuread_conditional_access_policy" "legacy" {
  display_name = "CA02"
  state        = "enabled"
  conditions {
    client_app_types = ["exchangeActiveSync", "other"]
    applications {
      included_applications = ["All"]
    }
    users {
      included_users = ["All"]
    }
  }
  grant_controls {
    operator          = "OR"
    built_in_controls = ["block"]
  }
}
