# why: the vault's access policy lets every account of the cloud start a retrieval and fetch its output
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
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}
