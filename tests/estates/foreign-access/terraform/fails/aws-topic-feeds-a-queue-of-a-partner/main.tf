# why: Each message is written to a queue of another account; that the topic is sealed keeps it from nobody who is subscribed.
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

resource "aws_sns_topic_subscription" "partner" {
  topic_arn = aws_sns_topic.transcripts.arn
  protocol  = "sqs"
  endpoint  = "arn:aws:sqs:eu-central-1:735118846220:incoming"
}
