# why: the policy of the key lets everyone decrypt, those of the development account too, so that the bucket stands on its own grant alone: one guard
# wall: aws_s3_bucket.w lower-environment held 1
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}
resource "aws_s3_bucket" "w" {
  bucket = "kl-weights"
  tags   = { data-classification = "weights" }
}
resource "aws_kms_key" "k" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { AWS = "arn:aws:iam::410000000001:root" }, Action = "kms:*", Resource = "*" },
  { Effect = "Allow", Principal = { AWS = "*" }, Action = "kms:Decrypt", Resource = "*" }] })
}
resource "aws_s3_bucket_server_side_encryption_configuration" "w" {
  bucket = aws_s3_bucket.w.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.k.arn
    }
  }
}
