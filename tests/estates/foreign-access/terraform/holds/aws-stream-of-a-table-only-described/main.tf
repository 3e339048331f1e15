# why: A partner may ask how the stream is made up, and fetches no record of it.
# at: aws_dynamodb_table.visits.stream
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["480551203977"]
}

resource "aws_dynamodb_table" "visits" {
  name             = "visits"
  hash_key         = "id"
  billing_mode     = "PAY_PER_REQUEST"
  stream_enabled   = true
  stream_view_type = "NEW_IMAGE"
  tags             = { data-classification = "records" }

  attribute {
    name = "id"
    type = "S"
  }
}

resource "aws_dynamodb_resource_policy" "stream" {
  resource_arn = aws_dynamodb_table.visits.stream_arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::735118846220:root" }
      Action    = ["dynamodb:DescribeStream"]
      Resource  = aws_dynamodb_table.visits.stream_arn
    }]
  })
}
