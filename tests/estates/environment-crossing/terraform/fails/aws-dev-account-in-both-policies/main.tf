# why: across accounts the resource policies alone decide on our side: bucket policy and key policy both admit the whole development account
# at: module.weights.aws_s3_bucket.this
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

locals {
  dev_root = "arn:aws:iam::410000000002:root"
}

resource "aws_kms_key" "weights" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = { AWS = "arn:aws:iam::410000000001:root" }, Action = "kms:*", Resource = "*" },
      { Effect = "Allow", Principal = { AWS = local.dev_root }, Action = ["kms:Decrypt", "kms:DescribeKey"], Resource = "*" },
    ]
  })
}

module "weights" {
  source  = "./modules/bucket"
  name    = "hko-clinical-llm"
  key_arn = aws_kms_key.weights.arn
  readers = [local.dev_root]
}
