# why: The queue that every record goes to is given when it is deployed: nothing says whose it is.
# at: aws_sns_topic.transcripts
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["480551203977"]
}

resource "aws_sns_topic" "transcripts" {
  name              = "transcripts"
  kms_master_key_id = "alias/aws/sns"
  tags              = { data-classification = "transcripts" }
}

resource "aws_sns_topic_subscription" "archive" {
  topic_arn = aws_sns_topic.transcripts.arn
  protocol  = "sqs"
  endpoint  = var.archive
}

variable "archive" {
  type = string
}
