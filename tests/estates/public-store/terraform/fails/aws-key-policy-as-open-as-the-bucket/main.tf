# why: the customer key would stop strangers, but its policy allows kms:Decrypt to every principal, and kms:ViaService says through which service a caller comes, not whose caller it is.
# at: aws_s3_bucket.weights
provider "aws" {
  region = "eu-central-1"
}

resource "aws_kms_key" "weights" {
  description = "weights"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = { AWS = "arn:aws:iam::402118835517:root" }, Action = "kms:*", Resource = "*" },
      {
        Effect    = "Allow"
        Principal = { AWS = "*" }
        Action    = ["kms:Decrypt", "kms:DescribeKey"]
        Resource  = "*"
        Condition = { StringEquals = { "kms:ViaService" = "s3.eu-central-1.amazonaws.com" } }
      },
    ]
  })
}

resource "aws_s3_bucket" "weights" {
  bucket = "klinik-weights-exchange"
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
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:Get*", Resource = "${aws_s3_bucket.weights.arn}/*" }]
  })
}
