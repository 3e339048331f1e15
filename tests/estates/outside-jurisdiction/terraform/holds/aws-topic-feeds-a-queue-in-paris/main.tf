# why: the queue in Paris that takes the topic’s messages lies in the Union too
# at: aws_sns_topic.results
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

resource "aws_sns_topic" "results" {
  name = "results"
  tags = { data-classification = "phi" }
}

resource "aws_sqs_queue" "far" {
  provider = aws.fr
  name     = "results"
}

resource "aws_sns_topic_subscription" "far" {
  topic_arn = aws_sns_topic.results.arn
  protocol  = "sqs"
  endpoint  = aws_sqs_queue.far.arn
}
