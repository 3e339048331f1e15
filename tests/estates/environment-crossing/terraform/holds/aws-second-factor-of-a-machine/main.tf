# why: the production role asks for a second factor, which the credentials of a machine never bear
# at: aws_s3_bucket.w
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
resource "aws_iam_role" "serve" {
  name               = "serve"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::410000000002:root" }, Action = "sts:AssumeRole", Condition = { Bool = { "aws:MultiFactorAuthPresent" = "true" } } }] })

}
resource "aws_iam_role_policy" "serve" {
  role   = aws_iam_role.serve.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["s3:GetObject"], Resource = "arn:aws:s3:::kl-weights/*" }] })
}
resource "aws_iam_role" "lab" {
  provider           = aws.dev
  name               = "lab"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }] })

}
resource "aws_iam_role_policy" "lab" {
  provider = aws.dev
  role     = aws_iam_role.lab.id
  policy   = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Resource = "*" }] })
}
