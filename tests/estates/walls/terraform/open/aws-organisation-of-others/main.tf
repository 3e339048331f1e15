# why: the policy opens the bucket to somebody else's organisation: no wall toward the internet, whose callers belong to none
# wall: aws_s3_bucket.w foreign-account open 0
# wall: aws_s3_bucket.w internet held 1
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
resource "aws_s3_bucket_policy" "w" {
  bucket = aws_s3_bucket.w.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "arn:aws:s3:::kl-weights/*", Condition = { StringEquals = { "aws:PrincipalOrgID" = "o-fremd99999" } } }] })
}
