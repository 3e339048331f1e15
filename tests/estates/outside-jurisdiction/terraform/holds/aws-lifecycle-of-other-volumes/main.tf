# why: the lifecycle policy that copies abroad takes volumes tagged weekly; this one is tagged nightly and stays
# at: aws_ebs_volume.patients
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

resource "aws_ebs_volume" "patients" {
  availability_zone = "eu-central-1a"
  size              = 100
  tags              = { Name = "patients", data-classification = "patient-data", Snapshots = "nightly" }
}

resource "aws_dlm_lifecycle_policy" "nightly" {
  description        = "nightly"
  execution_role_arn = "arn:aws:iam::410000000001:role/dlm"
  state              = "ENABLED"
  policy_details {
    resource_types = ["VOLUME"]
    target_tags    = { Snapshots = "weekly" }
    schedule {
      name = "nightly"
      create_rule {
        interval = 24
      }
      retain_rule {
        count = 7
      }
      cross_region_copy_rule {
        target    = "us-east-1"
        encrypted = true
      }
    }
  }
}
