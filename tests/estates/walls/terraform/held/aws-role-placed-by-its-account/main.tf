# why: the role reads, and the account in which it stands is the charter's production: no tag is needed to know that it is no lower one
# wall: aws_s3_bucket.w lower-environment held 1
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}
provider "aws" {
  alias               = "tools"
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
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
