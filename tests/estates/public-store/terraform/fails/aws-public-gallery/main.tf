# why: ECR Public serves every repository to anyone; there is no switch that makes one private.
# at: aws_ecrpublic_repository.weights
provider "aws" {
  region = "us-east-1"
}

resource "aws_ecrpublic_repository" "weights" {
  repository_name = "klinik-llm"
  tags            = { data-classification = "weights" }
}
