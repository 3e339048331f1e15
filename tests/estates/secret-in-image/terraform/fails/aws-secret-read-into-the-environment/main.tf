# why: the secret comes from Secrets Manager, but Terraform reads its value and writes it plainly into the function's environment
# at: aws_lambda_function.router
data "aws_secretsmanager_secret_version" "provider" {
  secret_id = "prod/llm/provider"
}

resource "aws_lambda_function" "router" {
  function_name = "llm-router"
  role          = "arn:aws:iam::410000000001:role/router"
  runtime       = "python3.12"
  handler       = "router.handler"
  filename      = "router.zip"
  environment {
    variables = {
      REGION  = "eu-central-1"
      API_KEY = data.aws_secretsmanager_secret_version.provider.secret_string
    }
  }
}
