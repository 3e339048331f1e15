# why: the enhanced filter is a variable without a value: whether it matches the repository is not known
# at: aws_ecr_repository.vllm
variable "filter" {
  type = string
}

resource "aws_ecr_repository" "vllm" {
  name = "llm/vllm"
}

resource "aws_ecr_registry_scanning_configuration" "this" {
  scan_type = "ENHANCED"
  rule {
    scan_frequency = "CONTINUOUS_SCAN"
    repository_filter {
      filter      = var.filter
      filter_type = "WILDCARD"
    }
  }
}
