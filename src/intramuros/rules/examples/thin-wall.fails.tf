# charter: depth: {weights: 2}
provider "aws" {
  region = "eu-central-1"
}

resource "aws_s3_bucket" "weights" {
  bucket = "klinik-model-weights" # nobody is granted read, and nothing else stands before it: one guard
  tags   = { data-classification = "weights" }
}
