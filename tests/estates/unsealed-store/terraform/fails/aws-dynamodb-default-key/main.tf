# why: server_side_encryption enabled without kms_key_arn uses alias/aws/dynamodb, not a key of the organisation.
# at: aws_dynamodb_table.prompts["chat"]
provider "aws" {
  region = "eu-central-1"
}

resource "aws_kms_key" "tables" {
  description = "tables"
}

locals {
  tables = {
    chat     = { key = null }
    sessions = { key = aws_kms_key.tables.arn }
  }
}

resource "aws_dynamodb_table" "prompts" {
  for_each     = local.tables
  name         = "llm-${each.key}"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  tags         = { data-classification = "prompts" }
  attribute {
    name = "id"
    type = "S"
  }
  server_side_encryption {
    enabled     = true
    kms_key_arn = each.value.key
  }
}
