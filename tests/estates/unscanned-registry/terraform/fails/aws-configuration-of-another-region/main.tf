# why: a registry's scanning configuration is regional: it covers everything in eu-west-1, and the repository stands in eu-central-1
# at: aws_ecr_repository.vllm
provider "aws" {
  region = "eu-central-1"
}

provider "aws" {
  alias  = "ireland"
  region = "eu-west-1"
}

resource "aws_ecr_repository" "vllm" {
  name = "llm/vllm"
}

resource "aws_ecr_registry_scanning_configuration" "ireland" {
  provider  = aws.ireland
  scan_type = "ENHANCED"
  rule {
    scan_frequency = "SCAN_ON_PUSH"
    repository_filter {
      filter      = "*"
      filter_type = "WILDCARD"
    }
  }
}
