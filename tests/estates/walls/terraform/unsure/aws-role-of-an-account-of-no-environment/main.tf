# why: the reader's account is trusted, yet the charter counts it to no environment: whether the role is of a lower one is all that is not known
# wall: aws_s3_bucket.w lower-environment unknown
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}
provider "aws" {
  alias               = "tools"
  region              = "eu-central-1"
  allowed_account_ids = ["410000000003"]
}
resource "aws_s3_bucket" "w" {
  bucket = "kl-weights"
  tags   = { data-classification = "weights" }
}
resource "aws_iam_role" "tools" {
  provider           = aws.tools
  name               = "tools"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
resource "aws_iam_role_policy" "tools" {
  provider = aws.tools
  role     = aws_iam_role.tools.id
  policy   = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "*" }] })
}
resource "aws_s3_bucket_policy" "w" {
  bucket = aws_s3_bucket.w.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = aws_iam_role.tools.arn }, Action = "s3:GetObject", Resource = "arn:aws:s3:::kl-weights/*" }] })
}
