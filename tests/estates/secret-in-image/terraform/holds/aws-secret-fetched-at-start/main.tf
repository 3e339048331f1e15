# why: the start-up script asks Secrets Manager for the token under the instance's role; what it writes down is a name, no value
resource "aws_instance" "vllm" {
  ami           = "ami-0a1b2c3d4e5f60718"
  instance_type = "g6.12xlarge"
  user_data     = <<-EOT
    #!/bin/bash
    export HF_TOKEN=$(aws secretsmanager get-secret-value --secret-id prod/hf --query SecretString --output text)
    docker run -d --gpus all -e HF_TOKEN vllm/vllm-openai:v0.8.5
  EOT
}

resource "aws_lambda_function" "router" {
  function_name = "router"
  role          = "arn:aws:iam::410000000001:role/router"
  runtime       = "python3.12"
  handler       = "router.handler"
  filename      = "router.zip"
  environment {
    variables = { API_KEY_PARAMETER = "/prod/router/api-key", TOKEN_BUDGET = "200000" }
  }
}
