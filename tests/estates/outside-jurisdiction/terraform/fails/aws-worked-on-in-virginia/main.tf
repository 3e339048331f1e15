# why: the recordings rest in Frankfurt, but the function that is given them by its settings runs in us-east-1: processing there is a transfer too.
# at: aws_lambda_function.redact
provider "aws" {
  region = "eu-central-1"
}

provider "aws" {
  alias  = "pilot"
  region = "us-east-1"
}

resource "aws_s3_bucket" "recordings" {
  bucket = "klinik-visit-recordings"
  tags   = { data-classification = "recordings" }
}

resource "aws_lambda_function" "redact" {
  provider      = aws.pilot
  function_name = "redact"
  role          = "arn:aws:iam::402118835517:role/redact"
  package_type  = "Image"
  image_uri     = "402118835517.dkr.ecr.us-east-1.amazonaws.com/redact:2.1"
  environment {
    variables = { RECORDINGS = aws_s3_bucket.recordings.bucket }
  }
}
