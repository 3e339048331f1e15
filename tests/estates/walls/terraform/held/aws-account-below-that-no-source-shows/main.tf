# why: no source shows the development account: that the bucket's policy grants it nothing is one guard, that it denies it by its number another
# wall: aws_s3_bucket.w lower-environment held 2
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}
resource "aws_s3_bucket" "w" {
  bucket = "kl-weights"
  tags   = { data-classification = "weights" }
}
resource "aws_s3_bucket_policy" "w" {
  bucket = aws_s3_bucket.w.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Deny", Principal = "*", Action = "s3:*", Resource = ["arn:aws:s3:::kl-weights", "arn:aws:s3:::kl-weights/*"], Condition = { StringEquals = { "aws:PrincipalAccount" = "410000000002" } } }] })
}
resource "aws_s3_bucket_public_access_block" "w" {
  bucket                  = aws_s3_bucket.w.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}
