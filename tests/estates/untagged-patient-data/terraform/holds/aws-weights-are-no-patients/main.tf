# why: the rule asks for patient data only: the bucket with the weights bears no tag and is not judged, the one with the corpus bears it.
# at: aws_s3_bucket.corpus
provider "aws" {
  region = "eu-central-1"
}

resource "aws_s3_bucket" "weights" {
  bucket = "klinik-model-weights"
}

resource "aws_s3_bucket" "corpus" {
  bucket = "klinik-finetuning-corpus"
  tags   = { data-classification = "training-data" }
}
