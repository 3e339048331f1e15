# why: a compute gallery shared with the community shows its image versions to every Azure tenant, and this image is captured from the inference machine with the weights on it.
# at: azurerm_shared_image_version.inference
provider "azurerm" {
  features {}
  subscription_id = "0d6a6b0a-52f3-4a0e-9d55-0f6f3a2a9c11"
}

resource "azurerm_shared_image_gallery" "images" {
  name                = "gal_llm"
  resource_group_name = "rg-llm-prod"
  location            = "westeurope"
  sharing {
    permission = "Community"
    community_gallery {
      eula            = "https://klinik.example/eula"
      prefix          = "klinikllm"
      publisher_email = "it@klinik.example"
      publisher_uri   = "https://klinik.example"
    }
  }
}

resource "azurerm_shared_image" "inference" {
  name                = "vllm"
  gallery_name        = azurerm_shared_image_gallery.images.name
  resource_group_name = "rg-llm-prod"
  location            = "westeurope"
  os_type             = "Linux"
  identifier {
    publisher = "klinik"
    offer     = "llm"
    sku       = "vllm"
  }
}

resource "azurerm_shared_image_version" "inference" {
  name                = "1.4.0"
  gallery_name        = azurerm_shared_image_gallery.images.name
  image_name          = azurerm_shared_image.inference.name
  resource_group_name = "rg-llm-prod"
  location            = "westeurope"
  managed_image_id    = "/subscriptions/0d6a6b0a-52f3-4a0e-9d55-0f6f3a2a9c11/resourceGroups/rg-llm-prod/providers/Microsoft.Compute/images/vllm"
  tags                = { data-classification = "weights" }
  target_region {
    name                   = "westeurope"
    regional_replica_count = 1
  }
}
