# why: the deny on plain connections names the bucket alone; downloads are requests on its objects (arn/*), and those still go over HTTP.
# at: aws_s3_bucket.weights
provider "aws" {
  region = "eu-central-1"
}

resource "aws_kms_key" "weights" {
  description         = "weights"
  enable_key_rotation = true
}

resource "aws_s3_bucket" "weights" {
  bucket = "klinik-model-weights"
  tags   = { data-classification = "weights" }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "weights" {
  bucket = aws_s3_bucket.weights.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.weights.arn
    }
  }
}

resource "aws_s3_bucket_policy" "weights" {
  bucket = aws_s3_bucket.weights.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "TlsOnly"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = aws_s3_bucket.weights.arn
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}
