# why: the function runs in Ireland, but the model that its settings name is a global. inference profile: the transcripts that its role reads are processed anywhere.
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
    variables = { MODEL_ID = "global.anthropic.claude-sonnet-4-20250514-v1:0" }
  }
}
