# why: scan_on_push is false, but enhanced scanning of the registry takes every repository whose name contains `llm`
# at: aws_ecr_repository.vllm
resource "aws_ecr_repository" "vllm" {
  name = "prod/llm/vllm"
  image_scanning_configuration {
    scan_on_push = false
  }
}

resource "aws_ecr_registry_scanning_configuration" "this" {
  scan_type = "ENHANCED"
  dynamic "rule" {
    for_each = { CONTINUOUS_SCAN = "*llm*", SCAN_ON_PUSH = "tools/*" }
    content {
      scan_frequency = rule.key
      repository_filter {
        filter      = rule.value
        filter_type = "WILDCARD"
      }
    }
  }
}
