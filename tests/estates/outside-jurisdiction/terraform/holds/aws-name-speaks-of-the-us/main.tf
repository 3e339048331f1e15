# why: names do not move data: the bucket called us-east lies where its provider does, in Paris.
# at: aws_s3_bucket.us_east_models
provider "aws" {
  region = "us-east-1"
  alias  = "billing"
}

provider "aws" {
  region = var.region
}

variable "region" {
  type    = string
  default = "eu-west-3"
}

resource "aws_s3_bucket" "us_east_models" {
  bucket = "chu-models-us-east-1-import"
  tags   = { data-classification = "weights" }
}

resource "aws_s3_bucket" "invoices" {
  provider = aws.billing
  bucket   = "chu-invoices"
}
