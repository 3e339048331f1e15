# why: the loop gives each repository its own switch, and the one of the model server says false; the default of ECR is not to scan
# at: aws_ecr_repository.this["vllm"]
locals {
  repositories = {
    vllm    = { scan = false }
    gateway = { scan = true }
    tools   = {}
  }
}

resource "aws_ecr_repository" "this" {
  for_each             = local.repositories
  name                 = "llm/${each.key}"
  image_tag_mutability = "IMMUTABLE"
  image_scanning_configuration {
    scan_on_push = try(each.value.scan, true)
  }
}
