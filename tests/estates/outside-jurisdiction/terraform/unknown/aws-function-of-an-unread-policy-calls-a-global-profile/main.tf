# why: the function calls a global. inference profile; whether its role reads the transcripts stands in a policy that only a variable gives
# at: aws_lambda_function.summaries
provider "aws" {
  region = "eu-west-1"
}

resource "aws_s3_bucket" "transcripts" {
  bucket = "clinique-transcripts"
  tags   = { data-classification = "transcripts" }
}

resource "aws_iam_role" "summaries" {
  name = "summaries"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

variable "policy" {
  type = string
}

resource "aws_iam_role_policy" "summaries" {
  role   = aws_iam_role.summaries.id
  policy = var.policy
}

resource "aws_lambda_function" "summaries" {
  function_name = "summaries"
  role          = aws_iam_role.summaries.arn
  filename      = "summaries.zip"
  handler       = "main.handler"
  runtime       = "python3.13"
  environment {
    variables = { MODEL_ID = "global.anthropic.claude-sonnet-4-20250514-v1:0" }
  }
}
