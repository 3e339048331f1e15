# why: CloudFront reads for the distributions of our own account alone
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
      Condition = { ArnLike = { "AWS:SourceArn" = "arn:aws:cloudfront::${data.aws_caller_identity.own.account_id}:distribution/*" } }
    }]
  })
}
