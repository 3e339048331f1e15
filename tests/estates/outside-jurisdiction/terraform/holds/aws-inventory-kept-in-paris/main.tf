# why: the inventory names patients’ objects, and is kept in another bucket of the Union
# at: aws_s3_bucket.records
provider "aws" {
  region = "eu-central-1"
}

provider "aws" {
  alias  = "us"
  region = "us-east-1"
}

provider "aws" {
  alias  = "fr"
  region = "eu-west-3"
}

resource "aws_s3_bucket" "records" {
  bucket = "clinic-records"
  tags = { data-classification = "phi" }
}

resource "aws_s3_bucket" "inventory" {
  provider = aws.fr
  bucket   = "clinic-inventory"
}

resource "aws_s3_bucket_inventory" "all" {
  bucket                   = aws_s3_bucket.records.id
  name                     = "all"
  included_object_versions = "All"
  schedule {
    frequency = "Daily"
  }
  destination {
    bucket {
      format     = "ORC"
      bucket_arn = aws_s3_bucket.inventory.arn
    }
  }
}
