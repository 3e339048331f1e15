# why: Both destinations are of the account itself: one by its number, one by asking who is calling.
# at: aws_cloudwatch_log_group.prompts
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["480551203977"]
}

resource "aws_cloudwatch_log_group" "prompts" {
  name       = "/llm/prompts"
  kms_key_id = aws_kms_key.logs.arn
  tags       = { data-classification = "transcripts" }
}

resource "aws_kms_key" "logs" {
  enable_key_rotation = true
}

data "aws_caller_identity" "here" {}

resource "aws_cloudwatch_log_subscription_filter" "archive" {
  name            = "archive"
  log_group_name  = aws_cloudwatch_log_group.prompts.name
  filter_pattern  = ""
  destination_arn = "arn:aws:firehose:eu-central-1:480551203977:deliverystream/archive"
}

resource "aws_cloudwatch_log_subscription_filter" "search" {
  name            = "search"
  log_group_name  = aws_cloudwatch_log_group.prompts.name
  filter_pattern  = "ERROR"
  destination_arn = "arn:aws:logs:eu-central-1:${data.aws_caller_identity.here.account_id}:destination:search"
}
