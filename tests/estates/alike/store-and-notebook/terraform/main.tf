provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

resource "aws_kms_key" "key" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = { AWS = "arn:aws:iam::410000000001:root" }, Action = "kms:*", Resource = "*" },
      { Effect = "Allow", Principal = { AWS = "arn:aws:iam::920000000009:root" }, Action = "kms:Decrypt", Resource = "*" },
    ]
  })
}

resource "aws_s3_bucket" "weights" {
  bucket = "hko-weights"
  tags   = { data-classification = "weights", env = "prod" }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "weights" {
  bucket = aws_s3_bucket.weights.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.key.arn
    }
  }
}

resource "aws_s3_bucket_public_access_block" "weights" {
  bucket                  = aws_s3_bucket.weights.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_policy" "shared" {
  bucket = aws_s3_bucket.weights.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = { AWS = "arn:aws:iam::920000000009:root" }, Action = "s3:GetObject", Resource = "${aws_s3_bucket.weights.arn}/*" },
      { Effect = "Deny", Principal = "*", Action = "s3:*", Resource = [aws_s3_bucket.weights.arn, "${aws_s3_bucket.weights.arn}/*"], Condition = { Bool = { "aws:SecureTransport" = "false" } } },
    ]
  })
}

resource "aws_s3_bucket" "corpora" {
  bucket = "hko-corpora"
  tags   = { data-classification = "training-data", env = "prod" }
}

resource "aws_s3_bucket" "records" {
  bucket = "hko-trail"
}

resource "aws_s3_bucket_lifecycle_configuration" "records" {
  bucket = aws_s3_bucket.records.id
  rule {
    id     = "old"
    status = "Enabled"
    filter {}
    expiration {
      days = 30
    }
  }
}

resource "aws_cloudtrail" "trail" {
  name                  = "hko"
  s3_bucket_name        = aws_s3_bucket.records.id
  is_multi_region_trail = true
  event_selector {
    read_write_type = "All"
    data_resource {
      type   = "AWS::S3::Object"
      values = ["${aws_s3_bucket.weights.arn}/"]
    }
  }
}

resource "aws_iam_role" "lab" {
  name               = "lab"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "sagemaker.amazonaws.com" } }] })
  tags               = { env = "dev" }
}

resource "aws_iam_role_policy" "lab" {
  role   = aws_iam_role.lab.id
  name   = "lab"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:Get*", Resource = "arn:aws:s3:::hko-*" }, { Effect = "Allow", Action = "kms:Decrypt", Resource = aws_kms_key.key.arn }] })
}

resource "aws_sagemaker_notebook_instance" "notebook" {
  name          = "notebook"
  role_arn      = aws_iam_role.lab.arn
  instance_type = "ml.t3.large"
}
