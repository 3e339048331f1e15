# why: an explicit deny for everyone but the serving role stops the development role, which is allowed everything: one guard
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
resource "aws_s3_bucket_policy" "w" {
  bucket = aws_s3_bucket.w.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Deny", Principal = "*", Action = "s3:*", Resource = ["arn:aws:s3:::kl-weights", "arn:aws:s3:::kl-weights/*"], Condition = { StringNotLike = { "aws:PrincipalArn" = ["arn:aws:iam::410000000001:role/serving", "arn:aws:iam::410000000001:root"] } } }] })
}
resource "aws_iam_role" "dev" {
  name               = "dev"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }] })
  tags               = { env = "dev" }
}
resource "aws_iam_role_policy" "dev" {
  role   = aws_iam_role.dev.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "*" }] })
}
