# why: the delivery stream stands in Frankfurt and delivers transcripts to a bucket in Virginia
# at: aws_kinesis_firehose_delivery_stream.transcripts
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

resource "aws_s3_bucket" "lake" {
  provider = aws.us
  bucket   = "telehealth-lake"
}

resource "aws_kinesis_firehose_delivery_stream" "transcripts" {
  name        = "transcripts"
  destination = "extended_s3"
  extended_s3_configuration {
    role_arn   = "arn:aws:iam::111111111111:role/firehose"
    bucket_arn = aws_s3_bucket.lake.arn
  }
  tags = { data-classification = "phi" }
}
