# why: scan findings start a function that may delete images of the registry; whether its code does so is not in the estate
# at: aws_ecr_repository.vllm
resource "aws_ecr_repository" "vllm" {
  name = "vllm"
}

resource "aws_iam_role" "hold" {
  name = "hold-deployment"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "hold" {
  role = aws_iam_role.hold.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["ecr:BatchDeleteImage"], Resource = aws_ecr_repository.vllm.arn }]
  })
}

resource "aws_lambda_function" "hold" {
  function_name = "hold-deployment"
  role          = aws_iam_role.hold.arn
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
