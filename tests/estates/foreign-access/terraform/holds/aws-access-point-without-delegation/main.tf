# why: an access point opens for another account only what the bucket's own policy opens too; this bucket has none and delegates nothing
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

resource "aws_s3_bucket" "images" {
  bucket = "hko-dicom-images"
  tags   = { data-classification = "phi" }
}

resource "aws_s3_access_point" "vendor" {
  bucket = aws_s3_bucket.images.id
  name   = "second-opinion"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::920000000009:role/second-opinion" }
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:eu-central-1:410000000001:accesspoint/second-opinion/object/*"
    }]
  })
}
