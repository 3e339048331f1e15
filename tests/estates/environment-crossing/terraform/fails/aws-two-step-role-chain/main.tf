# why: the account root in a trust policy delegates to identity policies, so any role of the account with sts:AssumeRole on it may take it: runner, then release
# at: aws_s3_bucket.training
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

locals {
  in_account = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "arn:aws:iam::410000000001:root" } }]
  })
  steps = {
    dev-runner = { env = "dev", may = ["sts:AssumeRole"], on = ["arn:aws:iam::410000000001:role/release-*"] }
    release-ci = { env = "shared", may = ["sts:AssumeRole"], on = ["arn:aws:iam::410000000001:role/prod-data"] }
    prod-data  = { env = "prod", may = ["s3:GetObject", "s3:ListBucket"], on = ["arn:aws:s3:::hko-training-*"] }
  }
}

resource "aws_s3_bucket" "training" {
  bucket = "hko-training-corpus"
  tags   = { data-classification = "training-data", env = "prod" }
}

resource "aws_iam_role" "step" {
  for_each           = local.steps
  name               = each.key
  assume_role_policy = local.in_account
  tags               = { env = each.value.env }
}

resource "aws_iam_role_policy" "step" {
  for_each = local.steps
  role     = aws_iam_role.step[each.key].name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = each.value.may, Resource = each.value.on }]
  })
}
