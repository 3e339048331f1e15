# why: the function in Virginia serves the public website and is given no protected store; the one that transcribes runs in Frankfurt.
# at: aws_lambda_function.transcribe
provider "aws" {
  region = "eu-central-1"
}

provider "aws" {
  alias  = "web"
  region = "us-east-1"
}

resource "aws_lambda_function" "headers" {
  provider      = aws.web
  function_name = "security-headers"
  role          = "arn:aws:iam::402118835517:role/web"
  filename      = "headers.zip"
  handler       = "index.handler"
  runtime       = "nodejs22.x"
}

resource "aws_lambda_function" "transcribe" {
  function_name = "transcribe"
  role          = "arn:aws:iam::402118835517:role/transcribe"
  filename      = "transcribe.zip"
  handler       = "main.handler"
  runtime       = "python3.13"
  tags          = { data-classification = "transcripts" }
}
