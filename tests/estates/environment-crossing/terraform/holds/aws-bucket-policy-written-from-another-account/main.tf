# why: the development account may put the policy as far as IAM goes, but S3 answers 405 to whoever does not belong to the account of the bucket (AmazonS3 API, PutBucketPolicy)
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
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "410000000002" }, Action = ["s3:PutBucketPolicy", "s3:ListBucket"], Resource = "arn:aws:s3:::kl-weights" }] })
}
