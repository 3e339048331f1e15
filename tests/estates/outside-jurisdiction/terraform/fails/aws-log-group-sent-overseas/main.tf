# why: a subscription filter sends every line of the prompts’ log to a stream in Virginia
# at: aws_cloudwatch_log_subscription_filter.far
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

resource "aws_cloudwatch_log_group" "prompts" {
  name = "/llm/prompts"
  tags = { data-classification = "phi" }
}

resource "aws_kinesis_stream" "far" {
  provider    = aws.us
  name        = "prompts"
  shard_count = 1
}

resource "aws_cloudwatch_log_subscription_filter" "far" {
  name            = "far"
  log_group_name  = aws_cloudwatch_log_group.prompts.name
  filter_pattern  = ""
  destination_arn = aws_kinesis_stream.far.arn
  role_arn        = "arn:aws:iam::111111111111:role/logs"
}
