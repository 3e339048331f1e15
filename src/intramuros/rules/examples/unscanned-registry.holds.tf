resource "aws_ecr_repository" "vllm" {
  name                 = "vllm"
  image_tag_mutability = "IMMUTABLE"
  image_scanning_configuration {
    scan_on_push = true
  }
}
