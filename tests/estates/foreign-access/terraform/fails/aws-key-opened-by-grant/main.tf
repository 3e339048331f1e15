# why: a KMS grant lets its grantee decrypt whatever the key policy leaves unsaid, so bucket policy and grant together open the store for the vendor's role
# at: aws_s3_bucket.corpus
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

resource "aws_kms_key" "corpus" {
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::410000000001:root" }, Action = "kms:*", Resource = "*" }]
  })
}

resource "aws_kms_grant" "annotation" {
  key_id            = aws_kms_key.corpus.key_id
  grantee_principal = "arn:aws:iam::920000000009:role/annotation"
  operations        = ["Decrypt", "DescribeKey"]
}

resource "aws_s3_bucket" "corpus" {
  bucket = "hko-finetuning-corpus"
  tags   = { data-classification = "training-data" }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "corpus" {
  bucket = aws_s3_bucket.corpus.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.corpus.arn
    }
  }
}

resource "aws_s3_bucket_policy" "corpus" {
  bucket = aws_s3_bucket.corpus.bucket
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::920000000009:role/annotation" }
      Action    = ["s3:GetObject"]
      Resource  = "${aws_s3_bucket.corpus.arn}/*"
    }]
  })
}
