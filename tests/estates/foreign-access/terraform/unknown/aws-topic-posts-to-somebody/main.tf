# why: Each message is posted to an address on the internet, and nothing says whose it is.
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

resource "aws_sns_topic_subscription" "collector" {
  topic_arn = aws_sns_topic.transcripts.arn
  protocol  = "https"
  endpoint  = "https://collector.example.org/messages"
}
