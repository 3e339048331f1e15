# why: an interface endpoint for bedrock-runtime with private DNS stands in the caller's network, and its policy names the caller's role
# at: aws_lambda_function.summarise
resource "aws_vpc" "app" {
  cidr_block           = "10.31.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_subnet" "app" {
  vpc_id     = aws_vpc.app.id
  cidr_block = "10.31.1.0/24"
}

resource "aws_security_group" "app" {
  vpc_id = aws_vpc.app.id
}

resource "aws_vpc_endpoint" "bedrock" {
  vpc_id              = aws_vpc.app.id
  service_name        = "com.amazonaws.eu-central-1.bedrock-runtime"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = [aws_subnet.app.id]
  private_dns_enabled = true
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = aws_iam_role.fn.arn }, Action = "bedrock:InvokeModel", Resource = "*" }]
  })
}

resource "aws_iam_role" "fn" {
  name = "summarise"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "invoke" {
  role = aws_iam_role.fn.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["bedrock:InvokeModel"], Resource = "arn:aws:bedrock:eu-central-1::foundation-model/*" }]
  })
}

resource "aws_lambda_function" "summarise" {
  function_name = "summarise"
  role          = aws_iam_role.fn.arn
  runtime       = "python3.12"
  handler       = "app.handler"
  filename      = "app.zip"
  vpc_config {
    subnet_ids         = [aws_subnet.app.id]
    security_group_ids = [aws_security_group.app.id]
  }
}
