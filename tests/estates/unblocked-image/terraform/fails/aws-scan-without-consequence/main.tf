# why: images are scanned and immutable, and the findings mail somebody; nothing keeps the image from being deployed
# at: aws_ecr_repository.vllm
resource "aws_ecr_repository" "vllm" {
  name                 = "vllm"
  image_tag_mutability = "IMMUTABLE"
  image_scanning_configuration {
    scan_on_push = true
  }
}

resource "aws_cloudwatch_event_rule" "findings" {
  name = "ecr-findings"
  event_pattern = jsonencode({
    source      = ["aws.ecr"]
    detail-type = ["ECR Image Scan"]
    detail      = { "finding-severity-counts" = { CRITICAL = [{ numeric = [">", 0] }] } }
  })
}

resource "aws_sns_topic" "platform" {
  name = "platform"
}

resource "aws_sns_topic_subscription" "platform" {
  topic_arn = aws_sns_topic.platform.arn
  protocol  = "email"
  endpoint  = "platform@example.org"
}

resource "aws_cloudwatch_event_target" "mail" {
  rule = aws_cloudwatch_event_rule.findings.name
  arn  = aws_sns_topic.platform.arn
}
