# why: everyone but strangers is let in, and the development account of the charter is no stranger
# wall: aws_s3_bucket.w lower-environment open 0
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
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "arn:aws:s3:::kl-weights/*" },
  { Effect = "Deny", Principal = "*", Action = "s3:*", Resource = ["arn:aws:s3:::kl-weights", "arn:aws:s3:::kl-weights/*"], Condition = { StringNotEquals = { "aws:PrincipalOrgID" = "o-klinikkette" } } }] })
}
