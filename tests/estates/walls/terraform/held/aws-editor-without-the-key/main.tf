# why: the development role may rewrite the bucket's policy, but the key names one role of production and nobody else: one guard
# wall: aws_s3_bucket.w lower-environment held 1
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}
provider "aws" {
  alias               = "dev"
  region              = "eu-central-1"
  allowed_account_ids = ["410000000002"]
}
resource "aws_s3_bucket" "w" {
  bucket = "kl-weights"
  tags   = { data-classification = "weights" }
}
resource "aws_kms_key" "k" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [
  { Effect = "Allow", Principal = { AWS = "arn:aws:iam::410000000001:role/keymaster" }, Action = "kms:*", Resource = "*" }] })
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
resource "aws_iam_role" "dev" {
  name               = "dev"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }] })
  tags               = { env = "dev" }
}
resource "aws_iam_role_policy" "dev" {
  role   = aws_iam_role.dev.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:PutBucketPolicy", Resource = "*" }] })
}
