# why: for_each gives every bucket an access block except the one whose map entry is shared; that one's policy lets everyone read.
# at: aws_s3_bucket.data["models"]
provider "aws" {
  region = "eu-central-1"
}

locals {
  buckets = {
    corpus = { class = "training-data", shared = false }
    models = { class = "weights", shared = true }
  }
}

resource "aws_s3_bucket" "data" {
  for_each = local.buckets
  bucket   = "hospital-ml-${each.key}"
  tags     = { data-classification = each.value.class }
}

resource "aws_s3_bucket_public_access_block" "data" {
  for_each                = { for k, v in local.buckets : k => v if !v.shared }
  bucket                  = aws_s3_bucket.data[each.key].id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_policy" "shared" {
  for_each = { for k, v in local.buckets : k => v if v.shared }
  bucket   = aws_s3_bucket.data[each.key].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "*" }
      Action    = ["s3:GetObject", "s3:ListBucket"]
      Resource  = [aws_s3_bucket.data[each.key].arn, "${aws_s3_bucket.data[each.key].arn}/*"]
    }]
  })
}
