# why: enhanced scanning decides for the whole registry by its filters and ignores scan_on_push; no filter matches this repository
# at: aws_ecr_repository.gateway
resource "aws_ecr_repository" "gateway" {
  name = "portal/llm-gateway"
  image_scanning_configuration {
    scan_on_push = true
  }
}

resource "aws_ecr_registry_scanning_configuration" "this" {
  scan_type = "ENHANCED"
  rule {
    scan_frequency = "CONTINUOUS_SCAN"
    repository_filter {
      filter      = "inference/*"
      filter_type = "WILDCARD"
    }
  }
}
