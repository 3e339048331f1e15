# why: the repository says nothing, but activating Inspector for ECR sets the registry to enhanced scanning of all its repositories
# at: aws_ecr_repository.vllm
data "aws_caller_identity" "current" {}

resource "aws_ecr_repository" "vllm" {
  name = "vllm"
}

resource "aws_inspector2_enabler" "this" {
  account_ids    = [data.aws_caller_identity.current.account_id]
  resource_types = ["EC2", "ECR"]
}
