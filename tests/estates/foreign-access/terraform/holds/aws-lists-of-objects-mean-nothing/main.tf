# why: the vendor may write lists of objects, but under BucketOwnerEnforced lists mean nothing and writing one is refused
# at: aws_s3_bucket.weights
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

resource "aws_s3_bucket" "weights" {
  bucket = "hko-model-weights"
  tags   = { data-classification = "weights" }
}

resource "aws_s3_bucket_ownership_controls" "weights" {
  bucket = aws_s3_bucket.weights.id
  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_policy" "weights" {
  bucket = aws_s3_bucket.weights.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::990000000009:root" }
      Action    = ["s3:PutObjectAcl", "s3:PutBucketAcl"]
      Resource  = [aws_s3_bucket.weights.arn, "${aws_s3_bucket.weights.arn}/*"]
    }]
  })
}
