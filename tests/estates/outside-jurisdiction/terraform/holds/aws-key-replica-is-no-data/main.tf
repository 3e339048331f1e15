# why: a multi-region key's replica holds key material, not patients; the bucket it seals rests in Stockholm only.
# at: aws_s3_bucket.records
provider "aws" {
  region = "eu-north-1"
}

provider "aws" {
  alias  = "spain"
  region = "eu-south-2"
}

resource "aws_kms_key" "records" {
  description  = "records"
  multi_region = true
}

resource "aws_kms_replica_key" "records" {
  provider        = aws.spain
  primary_key_arn = aws_kms_key.records.arn
}

resource "aws_s3_bucket" "records" {
  bucket = "region-records"
  tags   = { data-classification = "records" }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "records" {
  bucket = aws_s3_bucket.records.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.records.arn
    }
  }
}
