# why: the key is a variable without a default that may be null, which would leave AWS's own key in place.
# at: aws_dynamodb_table.sessions
provider "aws" {
  region = "eu-central-1"
}

variable "kms_key_arn" {
  type     = string
  nullable = true
}

resource "aws_dynamodb_table" "sessions" {
  name         = "sessions"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  tags         = { data-classification = "records" }
  attribute {
    name = "id"
    type = "S"
  }
  server_side_encryption {
    enabled     = true
    kms_key_arn = var.kms_key_arn
  }
}
