# why: Firehose posts what it takes in to a vendor of observability on the internet.
# at: aws_kinesis_firehose_delivery_stream.prompts
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["480551203977"]
}

resource "aws_kinesis_firehose_delivery_stream" "prompts" {
  name        = "prompts"
  destination = "http_endpoint"
  tags        = { data-classification = "transcripts" }

  http_endpoint_configuration {
    name     = "observability"
    url      = "https://aws-kinesis-http-intake.logs.datadoghq.eu/v1/input"
    role_arn = "arn:aws:iam::480551203977:role/delivery"

    s3_configuration {
      role_arn   = "arn:aws:iam::480551203977:role/delivery"
      bucket_arn = "arn:aws:s3:::klinikum-failed-deliveries"
    }
  }
}
