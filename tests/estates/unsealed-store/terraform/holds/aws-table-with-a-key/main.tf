# why: the table names a customer key, and DynamoDB takes HTTPS alone.
# at: aws_dynamodb_table.sessions
provider "aws" {
  region = "eu-central-1"
}

resource "aws_kms_key" "sessions" {
  description = "sessions"
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
    kms_key_arn = aws_kms_key.sessions.arn
  }
}
