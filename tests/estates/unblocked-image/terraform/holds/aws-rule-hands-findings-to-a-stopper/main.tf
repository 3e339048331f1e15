# why: Inspector's findings of the registry go to a function that stops the deployment, by an enabled rule with that function as its target
# at: aws_ecr_repository.vllm
resource "aws_ecr_repository" "vllm" {
  name = "vllm"
}

resource "aws_lambda_function" "hold" {
  function_name = "hold-deployment"
  role          = "arn:aws:iam::410000000001:role/hold-deployment"
  runtime       = "python3.12"
  handler       = "hold.handler"
  filename      = "hold.zip"
}

resource "aws_cloudwatch_event_rule" "findings" {
  name = "inspector-findings"
  event_pattern = jsonencode({
    source      = ["aws.inspector2"]
    detail-type = ["Inspector2 Finding"]
    detail      = { severity = ["CRITICAL", "HIGH"], resources = { type = ["AWS_ECR_CONTAINER_IMAGE"] } }
  })
}

resource "aws_cloudwatch_event_target" "hold" {
  rule = aws_cloudwatch_event_rule.findings.name
  arn  = aws_lambda_function.hold.arn
}
