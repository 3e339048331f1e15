# why: nothing is configured for the registry, and the repository's own scan_on_push is true by the default of its variable
# at: aws_ecr_repository.gateway
variable "scan" {
  type    = bool
  default = true
}

resource "aws_ecr_repository" "gateway" {
  name                 = "gateway"
  image_tag_mutability = "IMMUTABLE"
  image_scanning_configuration {
    scan_on_push = var.scan
  }
}
