# why: the key policy names everyone, but only callers of the production account meet its condition
# at: aws_kms_key.records
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

resource "aws_kms_key" "records" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow", Principal = { AWS = "*" }, Action = "kms:*", Resource = "*"
      Condition = { StringEquals = { "kms:CallerAccount" = "410000000001" } }
    }]
  })
}
