# why: the repository says nothing, but the registry's basic configuration scans on push whatever `*` matches
# at: aws_ecr_repository.whisper
resource "aws_ecr_repository" "whisper" {
  name = "whisper-server"
}

resource "aws_ecr_registry_scanning_configuration" "this" {
  scan_type = "BASIC"
  rule {
    scan_frequency = "SCAN_ON_PUSH"
    repository_filter {
      filter      = "*"
      filter_type = "WILDCARD"
    }
  }
}
