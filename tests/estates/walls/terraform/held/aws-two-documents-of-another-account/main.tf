# why: a role of the development account is allowed everything at home: here neither the bucket's policy nor the key's names its account, which makes two documents to change
# wall: aws_s3_bucket.w lower-environment held 2
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}
provider "aws" {
  alias               = "dev"
  region              = "eu-central-1"
  allowed_account_ids = ["410000000002"]
}
provider "aws" {
  alias               = "data"
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
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
resource "aws_iam_role" "lab" {
  provider           = aws.dev
  name               = "lab"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }] })

}
resource "aws_iam_role_policy" "lab" {
  provider = aws.dev
  role     = aws_iam_role.lab.id
  policy   = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["s3:*", "kms:*"], Resource = "*" }] })
}
