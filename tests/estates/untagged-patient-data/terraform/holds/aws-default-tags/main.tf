# why: the provider's default_tags give every resource it makes the classification tag.
# at: aws_s3_bucket.recordings
provider "aws" {
  region = "eu-central-1"
  default_tags {
    tags = local.tags
  }
}

locals {
  tags = { data-classification = "recordings", owner = "telehealth" }
}

resource "aws_s3_bucket" "recordings" {
  bucket = "klinik-visit-recordings"
}
