# why: the tags are a variable without a default, so whether the classification tag is among them is not known.
# at: aws_s3_bucket.transcripts
provider "aws" {
  region = "eu-central-1"
}

variable "tags" {
  type = map(string)
}

resource "aws_s3_bucket" "transcripts" {
  bucket = "klinik-visit-transcripts"
  tags   = var.tags
}
