# why: each replica block of a DynamoDB table is a full copy of it in that region; eu-west-2 is London.
# at: aws_dynamodb_table.sessions
provider "aws" {
  region = "eu-west-1"
}

locals {
  replicas = ["eu-west-3", "eu-west-2"]
}

resource "aws_dynamodb_table" "sessions" {
  name             = "telehealth-sessions"
  billing_mode     = "PAY_PER_REQUEST"
  hash_key         = "patient"
  stream_enabled   = true
  stream_view_type = "NEW_AND_OLD_IMAGES"
  tags             = { data-classification = "records" }

  attribute {
    name = "patient"
    type = "S"
  }

  dynamic "replica" {
    for_each = toset(local.replicas)
    content {
      region_name = replica.value
    }
  }
}
