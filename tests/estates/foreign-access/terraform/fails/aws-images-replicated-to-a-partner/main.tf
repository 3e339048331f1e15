# why: Every image that is pushed is copied into the registry of another account, whose own the copy is.
# at: aws_ecr_repository.model
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["480551203977"]
}

resource "aws_ecr_repository" "model" {
  name = "triage-model"
  tags = { data-classification = "weights" }
}

resource "aws_ecr_replication_configuration" "partner" {
  replication_configuration {
    rule {
      destination {
        region      = "eu-central-1"
        registry_id = "735118846220"
      }
      repository_filter {
        filter      = "triage-"
        filter_type = "PREFIX_MATCH"
      }
    }
  }
}
