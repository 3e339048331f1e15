# why: since version 6 of the AWS provider a resource's own `region` argument overrides the provider's region.
# at: aws_dynamodb_table.transcripts
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.4"
    }
  }
}

provider "aws" {
  region = "eu-central-1"
}

resource "aws_dynamodb_table" "transcripts" {
  region       = "us-east-1"
  name         = "visit-transcripts"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "visit"
  tags         = { data-classification = "transcripts" }
  attribute {
    name = "visit"
    type = "S"
  }
}
