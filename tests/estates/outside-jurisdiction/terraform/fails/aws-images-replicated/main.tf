# why: registry replication copies every repository that its filter matches, the one with the weights too, to Virginia.
provider "aws" {
  region = "eu-central-1"
}

resource "aws_ecr_repository" "vllm" {
  name = "llm/vllm"
  tags = { data-classification = "weights" }
}

resource "aws_ecr_replication_configuration" "this" {
  replication_configuration {
    rule {
      destination {
        region      = "us-east-1"
        registry_id = "402118835517"
      }
      repository_filter {
        filter      = "llm/"
        filter_type = "PREFIX_MATCH"
      }
    }
  }
}
