# why: an eu. inference profile stays within the Union, all of which the charter approves; the portal's function calls a global. one, but its role reads no protected store.
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

resource "aws_iam_role_policy" "summaries" {
  role = aws_iam_role.summaries.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "bedrock:InvokeModel", Resource = "*" },
      { Effect = "Allow", Action = "s3:GetObject", Resource = "${aws_s3_bucket.transcripts.arn}/*" },
    ]
  })
}

resource "aws_lambda_function" "summaries" {
  function_name = "summaries"
  role          = aws_iam_role.summaries.arn
  filename      = "summaries.zip"
  handler       = "main.handler"
  runtime       = "python3.13"
  environment {
    variables = { MODEL_ID = "eu.amazon.nova-lite-v1:0" }
  }
}

resource "aws_lambda_function" "opening_hours" {
  function_name = "opening-hours"
  role          = "arn:aws:iam::402118835517:role/portal"
  filename      = "portal.zip"
  handler       = "main.handler"
  runtime       = "python3.13"
  environment {
    variables = { MODEL_ID = "global.anthropic.claude-sonnet-4-20250514-v1:0", SHOP = "https://eu.amazon.example-shop.com/" }
  }
}
