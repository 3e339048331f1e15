# why: block, key and missing grants are two guards each, but toward other regions only "no copy declared" stands: no service control policy denies them
# at: aws_s3_bucket.weights
resource "aws_kms_key" "weights" {
  description         = "weights"
  enable_key_rotation = true
}

resource "aws_s3_bucket" "weights" {
  bucket = "klinik-model-weights"
  tags   = { data-classification = "weights", env = "prod" }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "weights" {
  bucket = aws_s3_bucket.weights.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.weights.arn
    }
  }
}

resource "aws_s3_bucket_public_access_block" "weights" {
  bucket                  = aws_s3_bucket.weights.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

provider "aws" {
  region = "eu-central-1"
}
