# why: The stream that takes in the changes admits the account that it stands in, and nobody else.
# at: aws_kinesis_stream.changes
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

resource "aws_kinesis_stream" "changes" {
  name             = "changes"
  shard_count      = 1
  encryption_type  = "NONE"
}

resource "aws_dynamodb_kinesis_streaming_destination" "changes" {
  table_name = aws_dynamodb_table.visits.name
  stream_arn = aws_kinesis_stream.changes.arn
}

resource "aws_kinesis_resource_policy" "changes" {
  resource_arn = aws_kinesis_stream.changes.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "480551203977" }
      Action    = ["kinesis:GetRecords", "kinesis:GetShardIterator"]
      Resource  = aws_kinesis_stream.changes.arn
    }]
  })
}
