# why: The subscription sends each record to a destination that belongs to another account; CloudWatch opens the key itself.
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

resource "aws_cloudwatch_log_subscription_filter" "evaluation" {
  name            = "evaluation"
  log_group_name  = aws_cloudwatch_log_group.prompts.name
  filter_pattern  = ""
  destination_arn = "arn:aws:logs:eu-central-1:735118846220:destination:evaluation"
}
