# why: the service control policy binds the production account's own principals, not those of the account that assumes
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
resource "aws_organizations_organization" "o" { feature_set = "ALL" }
resource "aws_organizations_policy" "p" {
  name    = "p"
  content = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Deny", Action = "sts:AssumeRole", Resource = "arn:aws:iam::410000000001:role/*" }] })
}
resource "aws_organizations_policy_attachment" "a" {
  policy_id = aws_organizations_policy.p.id
  target_id = "410000000001"
}
resource "aws_iam_role" "serve" {
  name               = "serve"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::410000000002:root" }, Action = "sts:AssumeRole" }] })

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
