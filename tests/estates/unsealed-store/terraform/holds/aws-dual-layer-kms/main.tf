# why: aws:kms:dsse encrypts twice with the customer key that is named; the deny by s3:TlsVersion stands beside the one on SecureTransport.
# at: aws_s3_bucket.records
provider "aws" {
  region = "eu-central-1"
}

resource "aws_kms_key" "records" {
  description = "records"
}

resource "aws_s3_bucket" "records" {
  bucket = "ehr-extracts"
  tags   = { data-classification = "records" }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "records" {
  bucket = aws_s3_bucket.records.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms:dsse"
      kms_master_key_id = aws_kms_key.records.key_id
    }
  }
}

resource "aws_s3_bucket_policy" "records" {
  bucket = aws_s3_bucket.records.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Deny"
        Principal = "*"
        Action    = "*"
        Resource  = ["arn:aws:s3:::ehr-extracts", "arn:aws:s3:::ehr-extracts/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
      {
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = "arn:aws:s3:::ehr-extracts/*"
        Condition = { NumericLessThan = { "s3:TlsVersion" = "1.2" } }
      },
    ]
  })
}
