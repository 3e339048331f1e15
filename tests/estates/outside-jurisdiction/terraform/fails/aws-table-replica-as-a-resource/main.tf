# why: the table declares no replica; a resource of its own adds one in Virginia
# at: aws_dynamodb_table_replica.far
provider "aws" {
  region = "eu-central-1"
}

provider "aws" {
  alias  = "us"
  region = "us-east-1"
}

provider "aws" {
  alias  = "fr"
  region = "eu-west-3"
}

resource "aws_dynamodb_table" "visits" {
  name             = "visits"
  billing_mode     = "PAY_PER_REQUEST"
  hash_key         = "id"
  stream_enabled   = true
  stream_view_type = "NEW_AND_OLD_IMAGES"
  attribute {
    name = "id"
    type = "S"
  }
  tags = { data-classification = "phi" }
}

resource "aws_dynamodb_table_replica" "far" {
  provider         = aws.us
  global_table_arn = aws_dynamodb_table.visits.arn
}
