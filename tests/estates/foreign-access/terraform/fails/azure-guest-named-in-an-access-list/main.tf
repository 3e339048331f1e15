# why: the guest holds no role anywhere; the access lists of root and directory let him in
provider "azurerm" {
  features {}
}

resource "azurerm_storage_account" "records" {
  name                     = "stprodrecords"
  resource_group_name      = "rg-prod"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "ZRS"
  is_hns_enabled            = true
  shared_access_key_enabled = false
  tags = { env = "prod", data-classification = "phi" }
}

resource "azuread_invitation" "partner" {
  user_email_address = "partner@example.org"
  redirect_url       = "https://portal.azure.com"
}

resource "azurerm_storage_data_lake_gen2_filesystem" "lake" {
  name               = "lake"
  storage_account_id = azurerm_storage_account.records.id
  ace {
    scope       = "access"
    type        = "user"
    permissions = "rwx"
  }
  ace {
    scope       = "access"
    type        = "group"
    permissions = "r-x"
  }
  ace {
    scope       = "access"
    type        = "other"
    permissions = "---"
  }
  ace {
    scope       = "access"
    type        = "user"
    id          = azuread_invitation.partner.user_id
    permissions = "--x"
  }
  ace {
    scope       = "access"
    type        = "mask"
    permissions = "r-x"
  }
}

resource "azurerm_storage_data_lake_gen2_path" "scans" {
  path               = "scans"
  filesystem_name    = azurerm_storage_data_lake_gen2_filesystem.lake.name
  storage_account_id = azurerm_storage_account.records.id
  resource           = "directory"
  ace {
    scope       = "access"
    type        = "user"
    permissions = "rwx"
  }
  ace {
    scope       = "access"
    type        = "group"
    permissions = "r-x"
  }
  ace {
    scope       = "access"
    type        = "other"
    permissions = "---"
  }
  ace {
    scope       = "default"
    type        = "user"
    permissions = "rwx"
  }
  ace {
    scope       = "default"
    type        = "group"
    permissions = "r-x"
  }
  ace {
    scope       = "default"
    type        = "other"
    permissions = "---"
  }
  ace {
    scope       = "access"
    type        = "user"
    id          = azuread_invitation.partner.user_id
    permissions = "r-x"
  }
  ace {
    scope       = "default"
    type        = "user"
    id          = azuread_invitation.partner.user_id
    permissions = "r-x"
  }
  ace {
    scope       = "access"
    type        = "mask"
    permissions = "r-x"
  }
  ace {
    scope       = "default"
    type        = "mask"
    permissions = "r-x"
  }
}
