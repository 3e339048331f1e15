# why: the provider's region is a variable that has no default, so nobody can say where the bucket will rest.
# at: aws_s3_bucket.weights
variable "region" {
  type = string
}

provider "aws" {
  region = var.region
}

resource "aws_s3_bucket" "weights" {
  bucket = "weights-mirror"
  tags   = { data-classification = "weights" }
}
