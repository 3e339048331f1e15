# why: the access control list gives reading to a canonical id that is not the owner's; whose account it is cannot be told
# at: aws_s3_bucket.records
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

resource "aws_s3_bucket" "records" {
  bucket = "hko-records"
  tags   = { data-classification = "phi" }
}

resource "aws_s3_bucket_ownership_controls" "records" {
  bucket = aws_s3_bucket.records.id
  rule {
    object_ownership = "BucketOwnerPreferred"
  }
}

data "aws_canonical_user_id" "own" {}

resource "aws_s3_bucket_acl" "records" {
  bucket = aws_s3_bucket.records.id
  access_control_policy {
    owner {
      id = data.aws_canonical_user_id.own.id
    }
    grant {
      permission = "FULL_CONTROL"
      grantee {
        id   = data.aws_canonical_user_id.own.id
        type = "CanonicalUser"
      }
    }
    grant {
      permission = "READ"
      grantee {
        id   = "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"
        type = "CanonicalUser"
      }
    }
  }
}
