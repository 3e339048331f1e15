# why: everyone may call GetObject, but the objects are sealed with a key whose policy lets only the hospital's account decrypt; S3 answers strangers with AccessDenied.
# at: aws_s3_bucket.weights
provider "aws" {
  region = "eu-central-1"
}

resource "aws_kms_key" "weights" {
  description = "weights"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::402118835517:root" }, Action = "kms:*", Resource = "*" }]
  })
}

resource "aws_s3_bucket" "weights" {
  bucket = "klinik-weights-mirror"
  tags   = { data-classification = "weights" }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "weights" {
  bucket = aws_s3_bucket.weights.id
  rule {
    bucket_key_enabled = true
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.weights.arn
    }
  }
}

resource "aws_s3_bucket_policy" "weights" {
  bucket = aws_s3_bucket.weights.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "${aws_s3_bucket.weights.arn}/*" }]
  })
}
