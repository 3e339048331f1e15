# why: CloudFront is let in without aws:SourceArn: a distribution of any account, with this bucket as its origin, hands the records to the world
# at: aws_s3_bucket.records
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

resource "aws_s3_bucket" "records" {
  bucket = "hko-records"
  tags   = { data-classification = "phi" }
}

data "aws_caller_identity" "own" {}

resource "aws_s3_bucket_policy" "records" {
  bucket = aws_s3_bucket.records.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "s3:GetObject"
      Resource  = "${aws_s3_bucket.records.arn}/*"
      Principal = { Service = "cloudfront.amazonaws.com" }
    }]
  })
}
