# why: the entry says r-x, yet the mask of the same directory takes everything from it
# at: azurerm_storage_account.records
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

resource "azurerm_user_assigned_identity" "dev" {
  name                = "id-dev"
  resource_group_name = "rg-dev"
  location            = "westeurope"
  tags                = { env = "dev" }
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
    id          = azurerm_user_assigned_identity.dev.principal_id
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
    id          = azurerm_user_assigned_identity.dev.principal_id
    permissions = "r-x"
  }
  ace {
    scope       = "default"
    type        = "user"
    id          = azurerm_user_assigned_identity.dev.principal_id
    permissions = "r-x"
  }
  ace {
    scope       = "access"
    type        = "mask"
    permissions = "---"
  }
  ace {
    scope       = "default"
    type        = "mask"
    permissions = "---"
  }
}
