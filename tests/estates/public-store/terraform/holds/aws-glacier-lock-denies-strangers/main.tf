# why: the access policy names everyone, but the vault's lock denies every caller from outside the organisation
# at: aws_glacier_vault.archive
resource "aws_glacier_vault" "archive" {
  name = "patient-archive"
  tags = { data-classification = "patient-data" }
  access_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = ["glacier:InitiateJob", "glacier:GetJobOutput"]
      Resource  = "arn:aws:glacier:eu-central-1:410000000001:vaults/patient-archive"
    }]
  })
}

resource "aws_glacier_vault_lock" "archive" {
  vault_name    = aws_glacier_vault.archive.name
  complete_lock = true
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = "*"
      Action    = "glacier:*"
      Resource  = "arn:aws:glacier:eu-central-1:410000000001:vaults/patient-archive"
      Condition = { StringNotEquals = { "aws:PrincipalOrgID" = "o-a1b2c3d4e5" } }
    }]
  })
}

provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}
