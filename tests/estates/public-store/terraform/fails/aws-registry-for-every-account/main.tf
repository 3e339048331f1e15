# why: a repository policy with Principal * lets every AWS account on earth pull the image that carries the weights; signing in costs a stranger nothing.
# at: aws_ecr_repository.vllm
provider "aws" {
  region = "eu-central-1"
}

resource "aws_ecr_repository" "vllm" {
  name = "llm/vllm"
  tags = { data-classification = "weights" }
}

data "aws_iam_policy_document" "vllm" {
  statement {
    sid     = "Pull"
    actions = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
  }
}

resource "aws_ecr_repository_policy" "vllm" {
  repository = aws_ecr_repository.vllm.name
  policy     = data.aws_iam_policy_document.vllm.json
}
