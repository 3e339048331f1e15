# why: The queue is of the account itself, named by its ARN alone; a mailbox takes notices.
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
  endpoint  = "arn:aws:sqs:eu-central-1:480551203977:archive"
}
