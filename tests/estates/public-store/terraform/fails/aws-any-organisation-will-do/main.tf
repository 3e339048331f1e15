# why: StringLike aws:PrincipalOrgID "o-*" is satisfied by a member of any organisation, and founding one takes a stranger a minute; objects are SSE-S3, so no key stands before them.
# at: aws_s3_bucket.adapters
provider "aws" {
  region = "eu-central-1"
}

variable "organisations" {
  type    = list(string)
  default = ["o-*"]
}

resource "aws_s3_bucket" "adapters" {
  bucket = "klinik-lora-adapters"
  tags   = { data-classification = "weights" }
}

resource "aws_s3_bucket_policy" "adapters" {
  bucket = aws_s3_bucket.adapters.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "*" }
      Action    = "s3:GetObject"
      Resource  = "${aws_s3_bucket.adapters.arn}/*"
      Condition = { StringLike = { "aws:PrincipalOrgID" = var.organisations } }
    }]
  })
}
